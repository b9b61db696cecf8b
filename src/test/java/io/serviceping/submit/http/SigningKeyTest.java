package io.serviceping.submit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SigningKeyTest {
    /** The test vector of the libraries of standardwebhooks.com. */
    @Test
    void signsAsStandardWebhooksDoes() {
        String content = "msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{\"test\": 2432232314}";
        assertThat(SigningKey.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                        .sign(content.getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    /** RFC 8032, 7.1, test 2. */
    @ParameterizedTest
    @CsvSource({"''", "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"})
    void signsWithEd25519FromASeedOrTheWholePair(String publicKey) {
        byte[] key =
                HexFormat.of().parseHex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb" + publicKey);
        byte[] signature = HexFormat.of()
                .parseHex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                        + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
        assertThat(SigningKey.parse("whsk_" + Base64.getEncoder().encodeToString(key))
                        .sign(new byte[] {0x72}))
                .isEqualTo("v1a," + Base64.getEncoder().encodeToString(signature));
    }

    @ParameterizedTest
    @CsvSource({
        "c2VjcmV0, must start with whsec_ (HMAC-SHA256) or whsk_ (Ed25519)",
        "whpk_c2VjcmV0, must start with whsec_ (HMAC-SHA256) or whsk_ (Ed25519)",
        "whsec_*c2VjcmV0*, must be base64 after whsec_",
        "whsec_c2VjcmV0, must have 24 to 64 bytes after whsec_ but has 6",
        "whsk_c2VjcmV0, must have 32 bytes (the seed) or 64 (the seed and the public key) after whsk_ but has 6"
    })
    void saysWhatIsWrongWithAKeyAndNotWhatItIs(String text, String problem) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SigningKey.parse(text))
                .withMessage(problem);
    }

    @Test
    void keepsItselfToItself() {
        assertThat(SigningKey.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").toString())
                .isEqualTo("Hmac[hidden]");
    }
}
