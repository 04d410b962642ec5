package dev.softservice.server.account;

import java.time.Instant;
import java.util.Optional;

/** Accounts and their tokens. Only a token's SHA-256 is stored; its text is shown once. */
public final class Accounts {
    public record NewToken(long id, String text, Account account, Optional<Instant> expiresAt) {}

    /** Who brings this token: empty where it is unknown, revoked or expired. Constant time in the token's text. */
    public Optional<Account> authenticate(String token) {
        throw new UnsupportedOperationException();
    }

    /** Needs {@code ADMIN}; a taken name is a conflict. */
    public Account create(String name, Role role, Account by) {
        throw new UnsupportedOperationException();
    }

    /** A token for {@code forAccount}, its role at most the account's; for another account needs {@code ADMIN}. */
    public NewToken issue(String forAccount, String tokenName, Role role, Optional<Instant> expiresAt, Account by) {
        throw new UnsupportedOperationException();
    }

    public void revoke(long token, Account by) {
        throw new UnsupportedOperationException();
    }
}
