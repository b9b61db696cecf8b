package io.serviceping.submit.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Self-signed certificates, made with the JDK's keytool: each a PKCS12 store with its key, and a PEM file without it.
 * All tests share those of the same name and addresses, as keytool takes a second.
 */
public final class TestCertificates {
    /** The length of what precedes the key in PKCS8, for RSA keys of 2048 bits or more. */
    private static final int BEFORE_RSA_KEY = 26;

    static final String PASSWORD = "changeit";

    private static final Path MADE = Path.of("target", "test-certificates");

    private final Path folder;

    public TestCertificates(Path folder) {
        this.folder = folder;
    }

    /** A certificate for these names, such as {@code ip:127.0.0.1} or {@code dns:pings.example}. */
    public Path store(String name, String... alternativeNames) {
        return made(name, "EC", alternativeNames);
    }

    /**
     * A certificate of an authority.
     *
     * @param server its store
     * @param authority a PEM file
     */
    public record Issued(Path server, Path authority) {}

    /** A certificate that has expired, while its authority is still valid. */
    public Issued expired(String names) throws IOException {
        Path authority = store("authority");
        Path both = Files.copy(authority, folder.resolve("expired-both.p12"));
        keytool(
                both,
                "-genkeypair",
                "-alias",
                "expired",
                "-keyalg",
                "EC",
                "-dname",
                "CN=expired",
                "-ext",
                "san=" + names,
                "-startdate",
                "-20d",
                "-validity",
                "10",
                "-signer",
                "test");
        Path server = folder.resolve("expired.p12");
        try (OutputStream out = Files.newOutputStream(server)) {
            KeyStore all = load(both);
            KeyStore one = KeyStore.getInstance("PKCS12");
            one.load(null, null);
            one.setKeyEntry(
                    "test",
                    all.getKey("expired", PASSWORD.toCharArray()),
                    PASSWORD.toCharArray(),
                    all.getCertificateChain("expired"));
            one.store(out, PASSWORD.toCharArray());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        return new Issued(server, pem(authority));
    }

    Path rsaStore(String name) {
        return made(name, "RSA");
    }

    private Path made(String name, String algorithm, String... alternativeNames) {
        String names = String.join(",", alternativeNames);
        Path made = MADE.resolve((name + "-" + algorithm + "-" + names).replaceAll("[^\\w.-]", "_") + ".p12");
        try {
            if (!Files.exists(made)) {
                Files.createDirectories(MADE);
                Path unfinished = Files.createTempDirectory(MADE, "new").resolve("store");
                keytool(unfinished, name, algorithm, names);
                Files.move(unfinished, made, StandardCopyOption.ATOMIC_MOVE);
                Files.delete(unfinished.getParent());
            }
            return Files.copy(made, folder.resolve(name + ".p12"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path jks(Path store) {
        return jksWithKeyPassword(store, PASSWORD);
    }

    Path jksWithKeyPassword(Path store, String keyPassword) {
        try {
            Path jks = Files.createTempFile(folder, "store", ".jks");
            KeyStore keys = KeyStore.getInstance("JKS");
            keys.load(null, null);
            keys.setKeyEntry(
                    "test",
                    privateKey(store),
                    keyPassword.toCharArray(),
                    load(store).getCertificateChain("test"));
            try (OutputStream out = Files.newOutputStream(jks)) {
                keys.store(out, PASSWORD.toCharArray());
            }
            return jks;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A store's private key: PKCS8 in PEM. */
    public String key(Path store) {
        return pem("PRIVATE KEY", privateKey(store).getEncoded());
    }

    /** A store's private key, encrypted like {@code openssl pkcs8 -topk8} (PBES2). */
    String encryptedKey(Path store) {
        try {
            String algorithm = "PBEWithHmacSHA256AndAES_256";
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(PASSWORD.toCharArray())),
                    new PBEParameterSpec(new byte[16], 2048, new IvParameterSpec(new byte[16])));
            byte[] encrypted = cipher.doFinal(privateKey(store).getEncoded());
            // The JDK can encode the parameters only under their standard name.
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("PBES2");
            parameters.init(cipher.getParameters().getEncoded());
            return pem("ENCRYPTED PRIVATE KEY", new EncryptedPrivateKeyInfo(parameters, encrypted).getEncoded());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A store's private RSA key, without the header of PKCS8. */
    String pkcs1Key(Path store) {
        byte[] pkcs8 = privateKey(store).getEncoded();
        return pem("RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, BEFORE_RSA_KEY, pkcs8.length));
    }

    private static Key privateKey(Path store) {
        try {
            return load(store).getKey("test", PASSWORD.toCharArray());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String kind, byte[] bytes) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(bytes) + "\n-----END " + kind
                + "-----\n";
    }

    public Path pem(Path store) {
        try {
            String text = pem("CERTIFICATE", load(store).getCertificate("test").getEncoded());
            return Files.writeString(folder.resolve(store.getFileName() + ".pem"), text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path passwordFile() {
        try {
            return Files.writeString(folder.resolve("password"), PASSWORD + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A server's context: its certificate, and the client certificates it trusts. */
    public static SSLContext context(Path ours, Path... trusted) {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(load(ours), PASSWORD.toCharArray());
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            KeyStore anchors = KeyStore.getInstance("PKCS12");
            anchors.load(null, null);
            for (Path store : trusted) {
                anchors.setCertificateEntry(
                        store.getFileName().toString(), load(store).getCertificate("test"));
            }
            trust.init(anchors);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static KeyStore load(Path store) {
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            return keys;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void keytool(Path store, String name, String algorithm, String names) {
        List<String> options = new ArrayList<>(List.of("-genkeypair", "-alias", "test", "-keyalg", algorithm));
        options.addAll(List.of("-dname", "CN=" + name, "-validity", "3650"));
        if (!names.isEmpty()) {
            options.addAll(List.of("-ext", "san=" + names));
        }
        keytool(store, options.toArray(String[]::new));
    }

    private static void keytool(Path store, String... options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD, "-storetype", "PKCS12"));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (process.waitFor() != 0) {
                throw new IllegalStateException("keytool failed: " + command);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
