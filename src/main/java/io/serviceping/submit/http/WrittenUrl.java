package io.serviceping.submit.http;

import java.net.URI;
import java.net.URISyntaxException;

/** Why a URL cannot be used as it is written. A message follows the setting's name and does not contain the URL. */
final class WrittenUrl {
    private WrittenUrl() {}

    /**
     * @throws IllegalArgumentException with a message
     */
    static URI parsed(String text) {
        if (!text.equals(text.strip())) {
            throw new IllegalArgumentException("must not begin or end with a blank");
        }
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    text.chars().anyMatch(Character::isWhitespace)
                            ? "must not have a blank in it"
                            : "must be a URL, but it has an illegal character or part");
        }
    }

    /** Why a URL has no host. {@link URI} then has an authority that it does not split. */
    static String withoutHost(URI url) {
        String authority = String.valueOf(url.getRawAuthority());
        String host = authority.substring(authority.lastIndexOf('@') + 1).replaceFirst(":\\d*$", "");
        if (host.contains("_")) {
            return "must not have an underscore (_) in its host, which Java's HTTP client refuses: use another name of"
                    + " the host, such as an alias with a hyphen, or its address";
        }
        return host.chars().allMatch(c -> c < 128)
                ? "must name a host"
                : "must write its host in ASCII, as in xn--mnchen-3ya.example";
    }
}
