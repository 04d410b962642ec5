package dev.softservice.server.account;

import dev.softservice.server.core.Constants;
import dev.softservice.server.core.Refusal;

/**
 * The account that a credential belongs to, and what the credential allows. What they may do at a place is an {@link
 * Account}.
 *
 * @param account with its role on the whole hub, whatever the credential
 */
public record Bearer(Account account, Reach reach) {
    public static final Bearer NOBODY = of(Account.ANONYMOUS);
    public static final Bearer HUB = of(Account.HUB);

    /** Somebody with all that they may do. */
    public static Bearer of(Account account) {
        return new Bearer(account, Reach.FULL);
    }

    public boolean isNobody() {
        return account.isNobody();
    }

    /** Refuses a credential that does not open this door. */
    public void require(TokenScope scope) {
        if (!reach.scopes().contains(scope))
            throw Refusal.forbidden(
                    "this token is without the scope " + Constants.word(scope) + ": make one that has it");
    }

    /**
     * Who they are where no repository is concerned. With a token for one repository nothing is done elsewhere: else it could make its owner
     * a better one.
     */
    public Account onHub() {
        return account.as(reach.repository().isPresent() ? Role.ANONYMOUS : Role.lower(account.role(), reach.most()));
    }
}
