package dev.softservice.webhooks;

import java.util.List;

/** A forge that is made of its two halves: an intake for deliveries, and an API. */
public abstract class ApiForge implements Forge {
    private final Intake intake;
    private final ForgeApi api;

    protected ApiForge(Intake intake, ForgeApi api) {
        this.intake = intake;
        this.api = api;
    }

    @Override
    public final Receipt receive(Delivery delivery, Secret secret) {
        return intake.take(delivery, secret);
    }

    @Override
    public final Answer<List<RemotePull>> openPulls(Remote remote) {
        return api.openPulls(remote);
    }

    @Override
    public final Answer<RemotePull> pull(Remote remote, int number) {
        return api.pull(remote, number);
    }

    @Override
    public final Answer<CommitStatus> post(Remote remote, CommitStatus status) {
        return api.post(remote, status);
    }
}
