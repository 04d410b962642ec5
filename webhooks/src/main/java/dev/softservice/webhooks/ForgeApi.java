package dev.softservice.webhooks;

import java.util.List;

/** What the hub asks of a forge's API. */
public interface ForgeApi {
    /** Every open pull request, or none at all: never a part, since whatever is missing would count as closed. */
    Answer<List<RemotePull>> openPulls(Remote remote);

    /** One pull request, whatever its state. */
    Answer<RemotePull> pull(Remote remote, int number);

    /** Shows a status beside a commit; posting the same again is harmless. Returns the status as the forge now has it. */
    Answer<CommitStatus> post(Remote remote, CommitStatus status);
}
