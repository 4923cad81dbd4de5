package org.holdfast.backends.s3;

import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import org.holdfast.backends.Interruption;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.Operation;
import org.holdfast.backends.StoreException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/// Creates objects that must not be there yet. Thread-safe.
///
/// Exact where the service obeys `If-None-Match: *`. Some ignore it without a word, so a service whose row does not
/// promise it is tried with a throw-away object first, once a site. Where it turns out missing, an object is looked
/// for, put and read back, and only the last of two that put at the same moment can be sure.
final class Creation {
    private final Requests requests;
    private final S3Keys keys;
    private final ObjectKey prefix;

    /// @param prefix of the site
    Creation(Requests requests, S3Keys keys, ObjectKey prefix) {
        this.requests = requests;
        this.keys = keys;
        this.prefix = prefix;
    }

    boolean create(ObjectKey key, byte[] content) throws IOException {
        String name = keys.checked(key, requests.profile());
        Interruption.check();
        if (!requests.profile().can(Ability.CONDITIONAL_PUT) && !requests.tried(Ability.CONDITIONAL_PUT)) {
            tryOut();
        }
        if (!requests.profile().can(Ability.CONDITIONAL_PUT)) {
            return asFarAsCanBeSeen(key, name, content);
        }
        try {
            put(key, request(name, content).ifNoneMatch("*").build(), content);
            return true;
        } catch (StoreException e) {
            if (Obedience.isRefusal(e)) {
                // It may have been sent twice, and refused for its own sake.
                return holds(key, name, content);
            }
            if (!Inability.notImplemented(e)) {
                throw e;
            }
            requests.learn(Ability.CONDITIONAL_PUT, false, "conditional put: refused; two machines could lock at once");
            return asFarAsCanBeSeen(key, name, content);
        }
    }

    private void tryOut() throws IOException {
        Scratch scratch = new Scratch(requests, prefix);
        boolean there;
        try {
            there = Obedience.of(scratch) == Obedience.OBEYS;
        } catch (StoreException e) {
            if (!Inability.notImplemented(e) && !Inability.forbidden(e)) {
                throw e;
            }
            there = false;
        } finally {
            // Best effort: what stays is a byte under a name that nobody uses.
            scratch.clear();
        }
        requests.learn(Ability.CONDITIONAL_PUT, there, "");
    }

    private boolean asFarAsCanBeSeen(ObjectKey key, String name, byte[] content) throws IOException {
        if (exists(key, name)) {
            return false;
        }
        put(key, request(name, content).build(), content);
        return holds(key, name, content);
    }

    private boolean holds(ObjectKey key, String name, byte[] content) throws IOException {
        try (Download there = Download.of(requests, key, name)) {
            return Arrays.equals(there.readAllBytes(), content);
        } catch (ObjectNotFoundException _) {
            return false;
        }
    }

    private boolean exists(ObjectKey key, String name) throws IOException {
        try {
            Head.of(requests, Operation.STAT, key, name);
            return true;
        } catch (ObjectNotFoundException _) {
            return false;
        }
    }

    private void put(ObjectKey key, PutObjectRequest request, byte[] content) throws IOException {
        requests.send(Operation.PUT, key, client -> client.putObject(request, RequestBody.fromBytes(content)));
    }

    private PutObjectRequest.Builder request(String name, byte[] content) {
        return PutObjectRequest.builder().bucket(requests.bucket()).key(name).contentMD5(md5(content));
    }

    private @Nullable String md5(byte[] content) {
        return requests.profile().checksums() == Profile.Checksums.DEFAULT
                ? null
                : Base64.getEncoder().encodeToString(Tag.md5(content, content.length));
    }
}
