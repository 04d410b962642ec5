package dev.softservice.server.image;

import dev.softservice.runner.files.PrivateFile;
import dev.softservice.runner.image.RegistryClient.Login;
import dev.softservice.runner.model.ImagePlace;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.repo.RepositoryName;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A registry of the operator's, to which the images of releases are brought.
 *
 * @param address {@code https://HOST}, and what repositories there begin with, if anything
 * @param login   who brings them; empty: anybody may
 */
public record Registry(String address, Optional<Login> login) {
    private static final int LARGEST = 4 << 10;

    /** Refuses, with one line, what is no registry's address, and a login that others could read here or on the way. */
    public static Registry at(String url, Optional<Path> login) {
        var address = url.strip().replaceAll("/+$", "");
        try {
            new ImagePlace(address + "/owner/name");
        } catch (IllegalArgumentException malformed) {
            throw Refusal.invalid("--registry must be https://HOST or https://HOST/PREFIX, not " + url);
        }
        if (login.isPresent() && ImagePlace.isUnprotected(URI.create(address)))
            throw Refusal.invalid("--registry " + address
                    + " is reached over plain HTTP, where anybody on the way can read its password: use https");
        return new Registry(address, login.map(Registry::read));
    }

    private static Login read(Path file) {
        try {
            if (PrivateFile.isOpenToOthers(file))
                throw Refusal.invalid(file + ": others on this machine can read it; chmod 600 it");
            if (Files.size(file) > LARGEST) throw Refusal.invalid(file + ": too long for USER:PASSWORD");
            var text = Files.readString(file).strip();
            int colon = text.indexOf(':');
            if (colon < 1 || colon == text.length() - 1 || text.contains("\n"))
                throw Refusal.invalid(file + ": holds no USER:PASSWORD in one line");
            return new Login(text.substring(0, colon), text.substring(colon + 1));
        } catch (IOException unreadable) {
            throw Refusal.invalid(file + ": can't be read; --registry-login names a file with USER:PASSWORD");
        }
    }

    ImagePlace place(RepositoryName repository) {
        return new ImagePlace(address + "/" + repository);
    }
}
