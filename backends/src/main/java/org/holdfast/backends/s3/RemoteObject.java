package org.holdfast.backends.s3;

import java.io.IOException;
import java.util.Optional;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.Operation;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.backends.StoreException;
import org.holdfast.backends.TransientStoreException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/// An object as it was when somebody began to read it: whoever asks for more of it gets more of that one or an
/// exception. Immutable.
///
/// @param name its whole key in the bucket
/// @param tag by which the service knows it again, as it wrote it
/// @param size bytes
/// @param ranges whether the service said that it gives parts of it
record RemoteObject(Requests requests, ObjectKey key, String name, Optional<String> tag, long size, boolean ranges) {
    /// Its bytes from `from` on, up to `to`.
    ///
    /// @throws TransientStoreException if it is another object by now, or none, or the service gives something else
    ResponseInputStream<GetObjectResponse> bytes(long from, long to) throws IOException {
        ResponseInputStream<GetObjectResponse> body = answer(from, to);
        Optional<StoreException> wrong = wrong(body.response(), from);
        if (wrong.isPresent()) {
            body.abort();
            throw wrong.get();
        }
        return body;
    }

    /// Not every service obeys a condition, or keeps to a range.
    private Optional<StoreException> wrong(GetObjectResponse answer, long from) {
        String range = answer.contentRange();
        if (range == null || !range.startsWith("bytes " + from + "-")) {
            return Optional.of(new TransientStoreException(
                    "get of " + key + " stops after " + from + " of " + size + " bytes: the service gives no ranges",
                    "try again; where connections break it takes a service that gives them",
                    null));
        }
        Optional<String> other = Tag.of(answer.eTag());
        boolean same = (other.isEmpty() || other.equals(Tag.of(tag.orElseThrow())))
                && (range.endsWith("/" + size) || range.endsWith("/*"));
        return same ? Optional.empty() : Optional.of(replaced(null));
    }

    private TransientStoreException replaced(@Nullable Throwable cause) {
        return new TransientStoreException(
                "get of " + key + " broke off: it was replaced meanwhile",
                "try again; and see who else writes to the store",
                cause);
    }

    private ResponseInputStream<GetObjectResponse> answer(long from, long to) throws IOException {
        try {
            return requests.send(
                    Operation.GET,
                    key,
                    client -> client.getObject(request -> request.bucket(requests.bucket())
                            .key(name)
                            .ifMatch(tag.orElseThrow())
                            .range("bytes=" + from + "-" + (to - 1))));
        } catch (ObjectNotFoundException e) {
            throw new TransientStoreException("get of " + key + " broke off: it was removed meanwhile", e);
        } catch (PermanentStoreException e) {
            if (Inability.status(e) == 412) {
                throw replaced(e);
            }
            throw e;
        }
    }
}
