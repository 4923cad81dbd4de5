package org.holdfast.backends.s3;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.holdfast.backends.PermanentStoreException;

/// The authorities named by a file, trusted instead of those that come with Java. Stateless.
final class Trust {
    private static final String WANTED =
            "caFile must name a readable file of one or more certificates in PEM, each between the lines"
                    + " -----BEGIN CERTIFICATE----- and -----END CERTIFICATE-----; look at it with"
                    + " `openssl x509 -noout -subject -in FILE`";

    private Trust() {}

    /// @param caFile one or several certificates in PEM
    /// @throws PermanentStoreException if there are none to be read
    static TrustManager[] in(Path caFile) throws PermanentStoreException {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int number = 0;
            for (Certificate certificate : certificates(caFile)) {
                trusted.setCertificateEntry("authority-" + number, certificate);
                number++;
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            return factory.getTrustManagers();
        } catch (IOException e) {
            throw new PermanentStoreException("could not read certificates: no readable file " + caFile, WANTED, e);
        } catch (GeneralSecurityException e) {
            throw new PermanentStoreException("could not read certificates: " + caFile + " is damaged", WANTED, e);
        }
    }

    private static Collection<? extends Certificate> certificates(Path caFile)
            throws IOException, CertificateException {
        byte[] content = Files.readAllBytes(caFile);
        Collection<? extends Certificate> found =
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(content));
        if (found.isEmpty()) {
            throw new CertificateException("no certificate");
        }
        return List.copyOf(found);
    }
}
