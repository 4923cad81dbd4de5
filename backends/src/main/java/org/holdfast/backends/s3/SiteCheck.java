package org.holdfast.backends.s3;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.holdfast.backends.ObjectKey;

/// Tries what a backup needs of a site, one thing after the other. Confined to one thread; good for one run.
final class SiteCheck {
    private static final byte[] BYTES = "holdfast".getBytes(StandardCharsets.UTF_8);

    /// The least part that every service takes, so that the second one makes two.
    private static final int PART = 5 << 20;

    private final Site site;
    private final Requests requests;
    private final InstantSource clock;
    private final Steps steps;
    private final Scratch scratch;

    SiteCheck(Site site, Requests requests, InstantSource clock, Consumer<Step> listener) {
        this.site = site;
        this.requests = requests;
        this.clock = clock;
        this.steps = new Steps(listener);
        this.scratch = new Scratch(requests, site.settings().prefix());
    }

    /// Runs to the end, whatever fails.
    ///
    /// @return whether no step failed
    boolean run() {
        if (new Entrance(site, requests, clock).pass(steps)) {
            try {
                objects();
            } finally {
                scratch.clear().ifPresent(failure -> steps.tell("clean up", leftOver(failure)));
            }
            new BucketRules(site, requests).attempt(steps);
        }
        BucketRules.billing(requests.profile()).ifPresent(finding -> steps.tell("billing", finding));
        return steps.noneFailed();
    }

    private void objects() {
        ObjectKey object = scratch.key("object");
        boolean written = steps.attempt("write", () -> {
            scratch.put(object, BYTES);
            return Finding.ok("");
        });
        after(written, "read", () -> same(scratch.get(object), BYTES));
        after(written, "list", () -> listed(object));
        after(written, "copy", () -> copied(object));
        after(written, "multipart upload", this::uploaded);
        after(written, "delete", () -> deleted(object));
    }

    private void after(boolean written, String name, Steps.Attempt attempt) {
        if (written) {
            steps.attempt(name, attempt);
        } else {
            steps.tell(name, Finding.skipped("nothing can be written"));
        }
    }

    private static Finding same(byte[] found, byte[] expected) {
        return Arrays.equals(found, expected)
                ? Finding.ok("")
                : Finding.failed(
                        "what was read (" + found.length + " bytes) is not what was written (" + expected.length + ")",
                        "do not use this site before its provider has an explanation");
    }

    private Finding listed(ObjectKey object) throws IOException {
        List<String> found = scratch.list();
        return found.equals(List.of(scratch.whole(object)))
                ? Finding.ok("")
                : Finding.failed(
                        "the listing of " + scratch.listed() + " has " + found + " instead of the one object there",
                        "try site probe, which finds out which kind of listing works");
    }

    private Finding copied(ObjectKey from) throws IOException {
        if (!requests.profile().can(Ability.COPY)) {
            return Finding.skipped("this site does not copy; unchanged files are uploaded again");
        }
        ObjectKey to = scratch.key("copy");
        try {
            scratch.copy(from, to);
        } catch (IOException e) {
            Answer refusal = Answer.in(e).orElseThrow(() -> e);
            if (refusal.isOfTheCall() || refusal.isOfTheUser()) {
                return Finding.skipped("refused (" + refusal + "); unchanged files are uploaded again");
            }
            throw e;
        }
        return same(scratch.get(to), BYTES);
    }

    private Finding uploaded() throws IOException {
        byte[] first = new byte[PART];
        Arrays.fill(first, (byte) 'h');
        byte[] second = {'f'};
        ObjectKey key = scratch.key("parts");
        scratch.upload(key, List.of(first, second));
        byte[] whole = Arrays.copyOf(first, PART + 1);
        whole[PART] = 'f';
        return same(scratch.get(key), whole);
    }

    private Finding deleted(ObjectKey object) throws IOException {
        scratch.delete(object);
        return scratch.exists(object)
                ? Finding.failed(
                        "the object is still there",
                        "look for an object lock or a bucket policy; old backups could not be removed")
                : Finding.ok("");
    }

    private Finding leftOver(IOException failure) {
        return Finding.warning(
                "could not remove everything below " + scratch.listed() + ": " + failure.getMessage(),
                "remove it by hand; backups are not affected");
    }
}
