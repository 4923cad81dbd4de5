package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.holdfast.backends.Operation;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.backends.RetryListener;
import org.holdfast.backends.RetryPolicy;
import org.holdfast.backends.StoreException;
import org.holdfast.backends.s3.CannedServer.Reply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A service whose certificate nobody has signed but itself, made with the JDK's keytool.
class TlsTest {
    private static final String PASSWORD = "password";

    @TempDir
    private static Path directory;

    private static Path certificate;
    private static Path other;
    private static CannedServer server;
    private static CannedServer misnamed;

    @BeforeAll
    static void makeCertificates() throws Exception {
        certificate = make("good", "ip:127.0.0.1");
        other = make("other", "dns:elsewhere.example.com");
        server = CannedServer.startSecure(identity("good"), _ -> Reply.empty(200));
        misnamed = CannedServer.startSecure(identity("other"), _ -> Reply.empty(200));
    }

    @AfterAll
    static void stop() {
        server.close();
        misnamed.close();
    }

    @Test
    void isRefusedByDefault() {
        int before = server.seen().size();
        StoreException thrown = failure(server.endpoint(), Optional.empty());
        assertThat(thrown)
                .isInstanceOf(PermanentStoreException.class)
                .hasMessageStartingWith(
                        "certificate not trusted: could not put a/key in bucket the-bucket at 127.0.0.1");
        assertThat(thrown.hint())
                .contains("caFile")
                .contains("acceptSelfSigned")
                .contains("`curl -I " + server.endpoint() + "`");
        assertThat(server.seen()).hasSize(before);
    }

    @Test
    void isTrustedByName() throws IOException {
        send(server.endpoint(), Optional.of(certificate), false);
        Path both = directory.resolve("both.pem");
        Files.writeString(both, "some words\n" + Files.readString(other) + "\n" + Files.readString(certificate));
        send(server.endpoint(), Optional.of(both), false);
    }

    @Test
    void othersAreRefusedWhereOneIsNamed() {
        assertThat(failure(server.endpoint(), Optional.of(other))).hasMessageStartingWith("certificate not trusted");
    }

    @Test
    void isTrustedBlindlyWhateverItsName() throws IOException {
        send(server.endpoint(), Optional.empty(), true);
        send(misnamed.endpoint(), Optional.empty(), true);
        send(server.endpoint(), Optional.of(other), true);
    }

    @Test
    void theNameMustFit() {
        StoreException thrown = failure(misnamed.endpoint(), Optional.of(other));
        assertThat(thrown)
                .isInstanceOf(PermanentStoreException.class)
                .hasMessageStartingWith("certificate of another host");
        assertThat(thrown.hint()).contains("name");
    }

    @Test
    void aServiceWithoutTlsIsNamed() throws IOException {
        try (ServerSocket plain = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answerWithoutTls(plain));
            URI wrong = URI.create("https://127.0.0.1:" + plain.getLocalPort());
            StoreException thrown = failure(wrong, Optional.empty());
            assertThat(thrown)
                    .isInstanceOf(PermanentStoreException.class)
                    .hasMessageStartingWith("no TLS spoken there");
            assertThat(thrown.hint()).contains("http");
        }
    }

    private static void answerWithoutTls(ServerSocket listening) {
        try (Socket socket = listening.accept()) {
            assertThat(socket.getInputStream().read(new byte[8192])).isPositive();
            socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aMissingFileOfAuthoritiesIsNamed() {
        Path missing = directory.resolve("missing.pem");
        StoreException thrown = failure(server.endpoint(), Optional.of(missing));
        assertThat(thrown)
                .isInstanceOf(PermanentStoreException.class)
                .hasMessage("could not read certificates: no readable file " + missing);
        assertThat(thrown.hint()).contains("caFile");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no certificate", "-----BEGIN CERTIFICATE-----\nrubbish\n-----END CERTIFICATE-----\n"})
    void aDamagedFileOfAuthoritiesIsNamed(String content) throws IOException {
        Path damaged = directory.resolve("damaged.pem");
        Files.writeString(damaged, content);
        StoreException thrown = failure(server.endpoint(), Optional.of(damaged));
        assertThat(thrown)
                .isInstanceOf(PermanentStoreException.class)
                .hasMessage("could not read certificates: " + damaged + " is damaged");
        assertThat(thrown.hint()).contains("BEGIN CERTIFICATE");
    }

    private static StoreException failure(URI endpoint, Optional<Path> caFile) {
        return (StoreException) catchThrowable(() -> send(endpoint, caFile, false));
    }

    private static void send(URI endpoint, Optional<Path> caFile, boolean acceptSelfSigned) throws IOException {
        S3Settings settings = Sites.with(endpoint, Optional.of(Sites.KEYS), Optional.empty(), caFile, acceptSelfSigned);
        RetryPolicy once = new RetryPolicy(1, Duration.ZERO, Duration.ZERO);
        try (Connection connection = Connection.open(
                Sites.of(settings), SiteMemory.NONE, once, RetryListener.NONE, InstantSource.system())) {
            Asked.send(connection, Operation.PUT);
        }
    }

    private static Path make(String name, String hosts) throws IOException, InterruptedException {
        Path pem = directory.resolve(name + ".pem");
        keytool(
                "-genkeypair",
                "-alias",
                "key",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=" + hosts,
                "-keystore",
                store(name).toString(),
                "-storepass",
                PASSWORD);
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                "key",
                "-file",
                pem.toString(),
                "-keystore",
                store(name).toString(),
                "-storepass",
                PASSWORD);
        return pem;
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        Path output = directory.resolve("keytool.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor()).as(Files.readString(output)).isZero();
    }

    private static Path store(String name) {
        return directory.resolve(name + ".p12");
    }

    private static SSLContext identity(String name) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store(name))) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }
}
