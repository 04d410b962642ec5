package dev.softservice.runner.docker.warm;

import dev.softservice.runner.docker.network.Entrance;
import dev.softservice.runner.docker.network.PreparedNetworks.Place;
import dev.softservice.runner.docker.network.PreparedNetworks.Prepared;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.EnvironmentPlan;
import java.util.Optional;

/** A slot as the environment of one plan lives in it. */
record Lodged(SlotPool pool, Slot slot, EnvironmentPlan plan) implements Prepared {
    @Override
    public Optional<Place> place(ContainerPlan container) {
        return slot.holder(plan, container)
                .map(holder -> new Place(
                        holder.id(), holder.addresses(), holder.starter().map(starter ->
                                (Entrance.Doorway) starter::entry)));
    }

    @Override
    public String network(String planned) {
        return slot.network(plan, planned);
    }

    @Override
    public boolean isLost() {
        return slot.isLost();
    }

    @Override
    public void leaving() {
        pool.expect(slot);
    }

    @Override
    public void leave(boolean empty) throws InterruptedException {
        pool.giveBack(slot, empty);
    }
}
