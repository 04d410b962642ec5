package dev.softservice.webhooks;

/** What a verified delivery says happened. It may be late, doubled or out of order: a reason to look, never something to act on as it stands. */
public sealed interface ForgeEvent {
    /**
     * A branch or tag was made, moved or deleted.
     *
     * @param ref    full name, {@code refs/…}
     * @param before commit id, all zeroes where the ref is new or the forge does not say
     * @param after  commit id, all zeroes where {@code deleted}
     */
    record Push(RemoteName repository, String ref, String before, String after, boolean deleted)
            implements ForgeEvent {}

    /**
     * A pull request (merge request) was opened, moved, edited or closed.
     *
     * @param action the forge's own word for what happened, such as {@code synchronize}
     */
    record PullRequestChanged(RemoteName repository, String action, RemotePull pull) implements ForgeEvent {}

    /**
     * The forge's merge queue asks for the checks of a group of pull requests, or is done with it.
     *
     * @param ref full name of the branch that holds the group
     * @param head commit id
     */
    record MergeGroup(RemoteName repository, String action, String ref, String head) implements ForgeEvent {}

    /** The forge tries the address out. */
    record Ping() implements ForgeEvent {}

    /** Genuine, but nothing that the hub follows; {@code reason} is one line. */
    record Ignored(String reason) implements ForgeEvent {}
}
