package io.serviceping.submit.http;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Gives our certificate to a server that requests one, and records a request that it could not answer. The server's
 * alert is less reliable: it differs between versions and servers, and in TLS 1.3 it may arrive too late to be read.
 */
final class ClientCertificate extends X509ExtendedKeyManager {
    private final Optional<X509ExtendedKeyManager> ours;
    private volatile boolean isUnanswered;

    ClientCertificate(Optional<X509ExtendedKeyManager> ours) {
        this.ours = ours;
    }

    /** Whether a server requested a certificate and got none. */
    boolean isUnanswered() {
        return isUnanswered;
    }

    /** Whether a certificate is configured. */
    boolean haveCertificate() {
        return ours.isPresent();
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String @Nullable [] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return noted(ours.map(keys -> keys.chooseEngineClientAlias(keyTypes, issuers, engine)));
    }

    @Override
    public @Nullable String chooseClientAlias(
            String @Nullable [] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return noted(ours.map(keys -> keys.chooseClientAlias(keyTypes, issuers, socket)));
    }

    private @Nullable String noted(Optional<String> alias) {
        isUnanswered = alias.isEmpty();
        return alias.orElse(null);
    }

    @Override
    public String @Nullable [] getClientAliases(@Nullable String keyType, Principal @Nullable [] issuers) {
        return ours.map(keys -> keys.getClientAliases(keyType, issuers)).orElse(null);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(@Nullable String alias) {
        return ours.map(keys -> keys.getCertificateChain(alias)).orElse(null);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
        return ours.map(keys -> keys.getPrivateKey(alias)).orElse(null);
    }

    @Override
    public String @Nullable [] getServerAliases(@Nullable String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(
            @Nullable String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
