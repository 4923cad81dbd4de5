package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.Operation;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Request;

/// A real service some of whose calls are refused, or whose requests or answers are changed on the way.
final class AlteredRequests implements Requests {
    private final OneTryRequests real;
    private final S3Client client;
    private final Map<Class<?>, Alteration> alterations = new HashMap<>();
    private final Set<Class<?>> hits = new HashSet<>();

    AlteredRequests(OneTryRequests real) {
        this.real = real;
        this.client = new DelegatingS3Client(real.client()) {
            @Override
            @SuppressWarnings("unchecked")
            protected <T extends S3Request, R> R invokeOperation(T request, Function<T, R> operation) {
                Alteration alteration = alterations.get(request.getClass());
                if (alteration == null) {
                    return operation.apply(request);
                }
                hits.add(request.getClass());
                return (R) alteration.apply(request, changed -> operation.apply((T) changed));
            }
        };
    }

    /// Answers such requests with a status and a code.
    AlteredRequests refuse(Class<? extends S3Request> request, int status, String code) {
        alterations.put(request, (_, _) -> {
            throw S3Exception.builder()
                    .statusCode(status)
                    .message(code)
                    .awsErrorDetails(AwsErrorDetails.builder()
                            .errorCode(code)
                            .sdkHttpResponse(
                                    SdkHttpResponse.builder().statusCode(status).build())
                            .build())
                    .build();
        });
        return this;
    }

    /// Breaks the connection at such requests.
    AlteredRequests cut(Class<? extends S3Request> request) {
        alterations.put(request, (_, _) -> {
            throw SdkClientException.create("connection reset");
        });
        return this;
    }

    /// Answers such requests without the service.
    AlteredRequests answer(Class<? extends S3Request> request, Object response) {
        alterations.put(request, (_, _) -> response);
        return this;
    }

    <T extends S3Request> AlteredRequests request(Class<T> request, UnaryOperator<T> change) {
        alterations.put(request, (sent, operation) -> operation.apply(change.apply(request.cast(sent))));
        return this;
    }

    <R> AlteredRequests response(Class<? extends S3Request> request, Class<R> response, UnaryOperator<R> change) {
        alterations.put(request, (sent, operation) -> change.apply(response.cast(operation.apply(sent))));
        return this;
    }

    /// An alteration that nothing met proves nothing.
    void assertEachWasHit() {
        assertThat(hits).isEqualTo(alterations.keySet());
    }

    @Override
    public <T> T send(Operation operation, ObjectKey key, Call<T> call) throws IOException {
        return real.send(operation, key, call, client);
    }

    @Override
    public Profile profile() {
        return real.profile();
    }

    @Override
    public boolean tried(Ability ability) {
        return real.tried(ability);
    }

    @Override
    public void learn(Ability ability, boolean there, String news) {
        real.learn(ability, there, news);
    }

    @Override
    public void tell(String news) {
        real.tell(news);
    }

    @Override
    public String bucket() {
        return real.bucket();
    }

    @Override
    public void close() {
        real.close();
    }

    @FunctionalInterface
    private interface Alteration {
        Object apply(S3Request request, Function<S3Request, Object> operation);
    }
}
