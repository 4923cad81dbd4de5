package org.holdfast.servers.faults;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A certificate for 127.0.0.1 and localhost that nobody but itself vouches for.
///
/// @param pem the certificate as a file for clients
public record SelfSigned(SSLContext context, Path pem) {
    private static final String PASSWORD = "not-a-secret";

    /// Made by the JDK's keytool.
    ///
    /// @param directory where the key store and the certificate are written
    public static SelfSigned in(Path directory) throws IOException {
        Path store = directory.resolve("proxy.p12");
        Path pem = directory.resolve("proxy.pem");
        keytool(
                directory,
                store,
                "-genkeypair",
                "-alias",
                "proxy",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "30",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=IP:127.0.0.1,DNS:localhost,DNS:*.localhost",
                "-ext",
                "BC=ca:true");
        keytool(directory, store, "-exportcert", "-alias", "proxy", "-rfc", "-file", pem.toString());
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return new SelfSigned(context, pem);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key store that keytool made cannot be used", e);
        }
    }

    private static void keytool(Path directory, Path store, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD, "-storetype", "PKCS12"));
        Path output = directory.resolve("keytool.out");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (process.waitFor() != 0) {
                throw new IOException("keytool failed: " + Files.readString(output));
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while keytool ran", e);
        }
    }
}
