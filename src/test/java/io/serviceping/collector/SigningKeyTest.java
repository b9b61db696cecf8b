package io.serviceping.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SigningKeyTest {
    /** The published example of Standard Webhooks. */
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    private static final byte[] CONTENT =
            "msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);

    @Test
    void recognisesThePublishedHmacExample() throws Exception {
        SigningKey key = SigningKey.of(SECRET);

        assertThat(key.recognises(SIGNATURE, CONTENT)).isTrue();
        assertThat(key.recognises(SIGNATURE, Arrays.copyOf(CONTENT, CONTENT.length - 1)))
                .isFalse();
        assertThat(key.recognises(SIGNATURE.replace("v1,", "v1a,"), CONTENT)).isFalse();
        assertThat(key.recognises("v1,???", CONTENT)).isFalse();
    }

    /** RFC 8032, 7.1, test 3. */
    @Test
    void recognisesThePublishedEd25519Example() throws Exception {
        HexFormat hex = HexFormat.of();
        byte[] key = hex.parseHex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
        byte[] signature = hex.parseHex("6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
        SigningKey whpk = SigningKey.of("whpk_" + Base64.getEncoder().encodeToString(key));

        String shown = "v1a," + Base64.getEncoder().encodeToString(signature);
        assertThat(whpk.recognises(shown, hex.parseHex("af82"))).isTrue();
        assertThat(whpk.recognises(shown, hex.parseHex("af83"))).isFalse();
        assertThat(whpk.recognises(shown.replace("v1a,", "v1,"), hex.parseHex("af82")))
                .isFalse();
    }

    @Test
    void recognisesWhatTheJdkSigns() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] encoded = pair.getPublic().getEncoded();
        byte[] raw = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
        Signature signer = Signature.getInstance("Ed25519");
        signer.initSign(pair.getPrivate());
        signer.update(CONTENT);
        String signature = "v1a," + Base64.getEncoder().encodeToString(signer.sign());

        assertThat(SigningKey.of("whpk_" + Base64.getEncoder().encodeToString(raw))
                        .recognises(signature, CONTENT))
                .isTrue();
    }

    @Test
    void refusesAKeyThatIsNone() {
        assertThatThrownBy(() -> SigningKey.of("s3cret"))
                .hasMessageContaining("whsec_")
                .hasMessageNotContaining("s3cret");
        assertThatThrownBy(() -> SigningKey.of("whpk_AAAA")).hasMessageContaining("32 bytes");
    }
}
