package io.serviceping.submit.http;

import io.serviceping.files.RegularFile;
import io.serviceping.files.UnusableFileException;
import io.serviceping.submit.http.CredentialException.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Collections;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.pem.PemContent;
import org.springframework.boot.ssl.pem.PemSslStore;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;

/** Creates the JDK's TLS objects from our files. Spring Boot reads PEM. */
final class TlsContext {
    /** Forty times the size of an operating system's trust store. */
    private static final int LARGEST = 10 * RegularFile.ONE_MEGABYTE;

    /** A header of keys encrypted in the format that OpenSSL used before PKCS8. */
    private static final String OLD_ENCRYPTION = "Proc-Type: 4,ENCRYPTED";

    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    private final TlsFiles files;

    TlsContext(TlsFiles files) {
        this.files = files;
    }

    /**
     * A context with these authorities and our certificate.
     *
     * @param authorities empty: those of Java, which are many and read here
     */
    static SSLContext context(Optional<KeyStore> authorities, ClientCertificate requests) {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(authorities.orElse(null));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {requests}, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }

    /** The versions of TLS that we speak. */
    static SSLParameters parameters() {
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(VERSIONS);
        return parameters;
    }

    /**
     * The authorities to trust instead of Java's, if they are configured.
     *
     * @throws CredentialException if a file is missing, unreadable, or its content is invalid
     */
    Optional<KeyStore> authorities() {
        return files.trustStore().map(this::trusted);
    }

    /**
     * Our certificate, if one is configured.
     *
     * @throws CredentialException as {@link #authorities}
     */
    ClientCertificate requests() {
        Optional<String> password =
                files.clientKeyPassword().map(path -> new SecretFile("client key password", path).line());
        return new ClientCertificate(files.clientCertificate().map(path -> {
            KeyStore store = ours(path, password.orElse(null));
            return keyManager(path, store, isPem(path) ? null : password.orElse(null));
        }));
    }

    private static X509ExtendedKeyManager keyManager(Path path, KeyStore store, @Nullable String password) {
        try {
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, password == null ? null : password.toCharArray());
            for (KeyManager manager : factory.getKeyManagers()) {
                if (manager instanceof X509ExtendedKeyManager keys) {
                    return keys;
                }
            }
            throw new IllegalStateException("every Java platform has X.509");
        } catch (GeneralSecurityException e) {
            throw new SecretFile("client certificate", path)
                    .unusable("holds a key with a password of its own; keytool -keypasswd gives it the store's");
        }
    }

    private KeyStore trusted(Path path) {
        KeyStore store = isPem(path)
                ? pem(
                        "trust store",
                        path,
                        () -> PemSslStore.of(PemContent.load(path).getCertificates(), null),
                        false)
                : store(
                        "trust store",
                        path,
                        files.trustStorePassword()
                                .map(file -> new SecretFile("trust store password", file).line())
                                .orElse(null));
        return holding("trust store", path, store, "certificate", KeyStore::isCertificateEntry);
    }

    private KeyStore ours(Path path, @Nullable String password) {
        if (!isPem(path)) {
            if (files.clientKey().isPresent()) {
                throw new SecretFile("client certificate", path)
                        .unusable(
                                "must be PEM where there is endpoint.client-key; a PKCS12 or JKS store holds its key");
            }
            new SecretFile("client certificate", path).text();
            return holding(
                    "client certificate",
                    path,
                    store("client certificate", path, password),
                    "private key",
                    KeyStore::isKeyEntry);
        }
        Path key = files.clientKey().orElse(path);
        String keyText = new SecretFile("client key", key).text();
        if (keyText.contains(OLD_ENCRYPTION)) {
            throw new SecretFile("client key", key)
                    .unusable("is encrypted in a way that is not read; openssl pkcs8 -topk8 writes one that is");
        }
        return pem(
                "client certificate",
                path,
                () -> PemSslStore.of(
                        PemContent.load(path).getCertificates(),
                        PemContent.of(keyText).getPrivateKey(password)),
                true);
    }

    private interface PemReading {
        PemSslStore read() throws IOException;
    }

    private static KeyStore pem(String what, Path path, PemReading reading, boolean isOurs) {
        @Nullable KeyStore store;
        try {
            PemSslStore pem = reading.read();
            store = isOurs
                    ? new PemSslStoreBundle(pem, null).getKeyStore()
                    : new PemSslStoreBundle(null, pem).getTrustStore();
        } catch (IOException | RuntimeException e) {
            throw new SecretFile(what, path)
                    .unusable("cannot be read as PEM" + (isOurs ? ", or its key's password is wrong" : ""));
        }
        if (store == null) {
            throw new SecretFile(what, path).unusable("holds no certificate");
        }
        return store;
    }

    private static KeyStore store(String what, Path path, @Nullable String password) {
        try {
            byte[] bytes = new RegularFile(path, LARGEST).bytes();
            KeyStore store = KeyStore.getInstance("PKCS12"); // PKCS12 reads JKS as well (JEP 229)
            store.load(new ByteArrayInputStream(bytes), password == null ? null : password.toCharArray());
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw new SecretFile(what, path).unusable("is neither PEM, PKCS12 nor JKS, or its password is wrong");
        }
    }

    private interface IsEntry {
        boolean test(KeyStore store, String alias) throws GeneralSecurityException;
    }

    private static KeyStore holding(String what, Path path, KeyStore store, String entry, IsEntry isEntry) {
        try {
            for (String alias : Collections.list(store.aliases())) {
                if (isEntry.test(store, alias)) {
                    return store;
                }
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the store is loaded", e);
        }
        throw new SecretFile(what, path).unusable("holds no " + entry + ", or needs its password to show it");
    }

    private static boolean isPem(Path path) {
        try {
            return new String(new RegularFile(path, LARGEST).bytes(), StandardCharsets.ISO_8859_1)
                    .contains("-----BEGIN ");
        } catch (NoSuchFileException e) {
            throw new CredentialException(Kind.CONFIGURATION, "the file " + path + " does not exist");
        } catch (UnusableFileException e) {
            throw new CredentialException(
                    e.isPermission() ? Kind.PERMISSION : Kind.CONFIGURATION, "the file " + path + " " + e.getReason());
        } catch (IOException e) {
            throw new CredentialException(Kind.CONFIGURATION, "the file " + path + " cannot be read");
        }
    }
}
