package dev.softservice.runner.evidence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A DSSE v1 envelope: a payload, its type, and signatures over both. */
record Envelope(String payloadType, byte[] payload, List<byte[]> signatures) {
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final int LARGEST = 8 << 20;
    private static final int MOST_SIGNATURES = 16;

    /** The envelope's bytes: one line of JSON with its line end. */
    static byte[] seal(String payloadType, byte[] payload, SigningKey key) {
        return seal(payloadType, payload, List.of(key));
    }

    static byte[] seal(String payloadType, byte[] payload, List<SigningKey> keys) {
        var envelope = JSON.createObjectNode()
                .put("payloadType", payloadType)
                .put("payload", Base64.getEncoder().encodeToString(payload));
        var signatures = envelope.putArray("signatures");
        for (var key : keys) sign(signatures.addObject(), key, signedBytes(payloadType, payload));
        return VerifyingKey.utf8(envelope + "\n");
    }

    private static void sign(ObjectNode signature, SigningKey key, byte[] signed) {
        signature.put("keyid", key.fingerprint()).put("sig", Base64.getEncoder().encodeToString(key.signRaw(signed)));
    }

    /** The bytes of an envelope with one more signature; those that it has stay. */
    static byte[] and(byte[] bytes, SigningKey key) throws Wire.Malformed {
        var envelope = parse(bytes);
        var json = (ObjectNode) tree(bytes);
        if (!envelope.isSignedBy(key.verifyingKey()))
            sign(((ArrayNode) json.path("signatures")).addObject(), key, envelope.signedBytes());
        return VerifyingKey.utf8(json + "\n");
    }

    boolean isSignedBy(VerifyingKey key) {
        return signatures.stream().anyMatch(signature -> key.verifies(signedBytes(), signature));
    }

    static Envelope parse(byte[] bytes) throws Wire.Malformed {
        if (bytes.length > LARGEST) throw new Wire.Malformed("is longer than 8 MiB");
        var json = tree(bytes);
        if (!json.path("payloadType").isTextual()
                || !json.path("payload").isTextual()
                || !json.path("signatures").isArray()) {
            throw new Wire.Malformed("is not a DSSE envelope");
        }
        if (json.path("signatures").size() > MOST_SIGNATURES)
            throw new Wire.Malformed("has more than " + MOST_SIGNATURES + " signatures");
        var signatures = new ArrayList<byte[]>();
        for (var signature : json.path("signatures"))
            signatures.add(base64(signature.path("sig").asText()));
        return new Envelope(
                json.path("payloadType").asText(), base64(json.path("payload").asText()), signatures);
    }

    static JsonNode tree(byte[] bytes) throws Wire.Malformed {
        try {
            return JSON.readTree(bytes);
        } catch (JsonProcessingException malformed) {
            throw new Wire.Malformed("is not well-formed JSON");
        } catch (IOException impossible) {
            throw new java.io.UncheckedIOException(impossible);
        }
    }

    /** DSSE allows the standard and the URL-safe alphabet. */
    private static byte[] base64(String text) throws Wire.Malformed {
        try {
            return Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
        } catch (IllegalArgumentException malformed) {
            throw new Wire.Malformed("has a part that is not base64");
        }
    }

    byte[] signedBytes() {
        return signedBytes(payloadType, payload);
    }

    /** DSSE's pre-authentication encoding (PAE): lengths are of bytes. */
    static byte[] signedBytes(String payloadType, byte[] payload) {
        var type = VerifyingKey.utf8(payloadType);
        return new Wire.Writer()
                .raw(VerifyingKey.utf8("DSSEv1 " + type.length + " "))
                .raw(type)
                .raw(VerifyingKey.utf8(" " + payload.length + " "))
                .raw(payload)
                .toBytes();
    }
}
