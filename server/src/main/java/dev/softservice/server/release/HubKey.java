package dev.softservice.server.release;

import dev.softservice.runner.evidence.AllowedSigners;
import dev.softservice.runner.evidence.Checked;
import dev.softservice.runner.evidence.KeyDelegation;
import dev.softservice.runner.evidence.ReleaseTag;
import dev.softservice.runner.evidence.SigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;

/** The SSH key that this hub signs releases with, and the name that it signs under. */
public final class HubKey {
    private final SigningKey key;
    private final String principal;
    private final AllowedSigners signers;
    private final Optional<byte[]> rootWord;

    private HubKey(SigningKey key, String principal, Optional<Word> word) {
        this.key = key;
        this.principal = principal;
        this.signers = word.map(each -> each.word().signers())
                .orElseGet(() -> AllowedSigners.hubWithStatements(principal, key.verifyingKey()));
        // Countersigned, so that installations that know this key only learn of the root key.
        this.rootWord = word.map(each -> KeyDelegation.sign(each.envelope(), key));
    }

    private record Word(KeyDelegation word, byte[] envelope) {}

    /** Where the word of the hub's root key lies, beside the key's file. */
    public static final String ROOT_WORD = "root-word";

    /** Reads the key, or makes it, whole or not at all, where there is none; and the root key's word, where there is one. */
    public static HubKey open(Path file, String hubId) {
        try {
            if (!Files.exists(file)) {
                var half = file.resolveSibling(file.getFileName() + ".new");
                Files.deleteIfExists(half);
                SigningKey.generate().save(half);
                Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
                try (var folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
                    folder.force(true);
                }
            }
            var key = SigningKey.load(file);
            var principal = "hub-" + hubId + "@softservice";
            return new HubKey(key, principal, word(file.resolveSibling(ROOT_WORD), key, principal));
        } catch (IOException failed) {
            throw new UncheckedIOException("the hub's signing key: " + failed.getMessage(), failed);
        }
    }

    private static Optional<Word> word(Path file, SigningKey key, String principal) throws IOException {
        if (!Files.exists(file)) return Optional.empty();
        if (Files.size(file) > KeyDelegation.LARGEST)
            throw new IOException(file + ": is too long for a root key's word");
        var envelope = Files.readAllBytes(file);
        var word = switch (KeyDelegation.open(envelope, Optional.empty())) {
            case Checked.Genuine<KeyDelegation> genuine -> genuine.value();
            case Checked.Refused<KeyDelegation> refused -> throw new IOException(file + ": " + refused.reason());
        };
        if (!word.hub().equals(principal))
            throw new IOException(
                    file + ": is the word of the root key of " + word.hub() + ", and this is " + principal);
        if (!word.active().contains(key.verifyingKey()))
            throw new IOException(file + ": does not name this hub's key " + key.fingerprint()
                    + " as active: make a word that does (softservice keys delegate), or put the right key back");
        return Optional.of(new Word(word, envelope));
    }

    SigningKey key() {
        return key;
    }

    ReleaseTag.Tagger tagger(Instant at) {
        return new ReleaseTag.Tagger("Softservice hub", principal, at);
    }

    /** The hub's own name, which its releases name as the hub that made them. */
    String principal() {
        return principal;
    }

    /** Whose signatures count: this key's, and by the root key's word also those of the keys before it. */
    AllowedSigners allowedSigners() {
        return signers;
    }

    /** The root key's word, countersigned by this key; empty: this hub has no root key. */
    Optional<byte[]> rootWord() {
        return rootWord;
    }

    /** Of the key that people compare: the root key, or else this one. */
    String fingerprint() {
        return signers.compared().stream()
                .map(signer -> signer.key().fingerprint())
                .collect(Collectors.joining(", "));
    }
}
