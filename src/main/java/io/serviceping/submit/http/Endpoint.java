package io.serviceping.submit.http;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The address that pings are sent to. {@code toString} omits the URL.
 *
 * @param url https, or http to this machine only; without user info and fragment
 * @param keyFiles our credentials
 * @param tlsFiles the trusted authorities and our certificate
 * @param proxy never used for an endpoint on this machine
 * @param connectTimeout positive
 * @param timeout of one whole attempt, from name resolution to the last byte of the answer; positive
 */
public record Endpoint(
        URI url,
        KeyFiles keyFiles,
        TlsFiles tlsFiles,
        Optional<Proxy> proxy,
        Duration connectTimeout,
        Duration timeout) {
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]|\\[(0{1,4}:){7}0{0,3}1]");

    private static final int HIGHEST_PORT = 65_535;

    public Endpoint {
        List<String> problems = problems(url);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("url " + String.join("; ", problems));
        }
        requirePositive("connectTimeout", connectTimeout);
        requirePositive("timeout", timeout);
    }

    /** An endpoint without a proxy; its pings are not signed. */
    public Endpoint(URI url, Optional<Path> tokenFile, Duration connectTimeout, Duration timeout) {
        this(url, new KeyFiles(tokenFile, Optional.empty()), TlsFiles.NONE, Optional.empty(), connectTimeout, timeout);
    }

    /**
     * The URL of a text.
     *
     * @throws IllegalArgumentException with a message that follows the setting's name and does not contain the URL, when
     *     the text is not a URL or has no host
     */
    public static URI parsed(String text) {
        URI url = WrittenUrl.parsed(text);
        if (url.getHost() == null && url.getRawAuthority() != null) {
            throw new IllegalArgumentException(WrittenUrl.withoutHost(url));
        }
        return url;
    }

    /** All problems of a URL, as messages that follow the setting's name. No message contains the URL. */
    public static List<String> problems(URI url) {
        List<String> problems = new ArrayList<>();
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        String host = url.getHost() == null ? "" : url.getHost().toLowerCase(Locale.ROOT);
        if (host.isEmpty()) {
            problems.add(WrittenUrl.withoutHost(url));
        }
        if (!scheme.equals("https") && !scheme.equals("http")) {
            problems.add("must be https, or http to this machine");
        } else if (scheme.equals("http") && !isThisMachine(host)) {
            problems.add("must be https: plain http goes to localhost, 127.0.0.0/8 and [::1] only");
        }
        if (url.getRawUserInfo() != null
                || (host.isEmpty() && String.valueOf(url.getRawAuthority()).contains("@"))) {
            problems.add("must not hold a user name or password: use a token file");
        }
        if (url.getPort() > HIGHEST_PORT) {
            problems.add("must have a port of at most " + HIGHEST_PORT);
        }
        if (url.getRawFragment() != null) {
            problems.add("must not have a fragment (#)");
        }
        return problems;
    }

    /** Whether a host's name or address, in lower case, is of this machine. */
    static boolean isThisMachine(String host) {
        return LOOPBACK.matcher(host).matches();
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(name + " must be positive but was " + value);
        }
    }

    @Override
    public String toString() {
        return "Endpoint[keyFiles=" + keyFiles + ", tlsFiles=" + tlsFiles + ", proxy=" + proxy + ", connectTimeout="
                + connectTimeout + ", timeout=" + timeout + "]";
    }
}
