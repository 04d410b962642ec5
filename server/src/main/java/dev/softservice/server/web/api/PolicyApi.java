package dev.softservice.server.web.api;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.account.Role.MAINTAINER;
import static dev.softservice.server.web.Route.Method.GET;
import static dev.softservice.server.web.Route.Method.POST;

import dev.softservice.manifest.policy.PolicySchema;
import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.Constants;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.core.Sha;
import dev.softservice.server.git.GitReader;
import dev.softservice.server.policy.Policies;
import dev.softservice.server.pull.Hold;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.pull.Pulls;
import dev.softservice.server.pull.SetAside;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The rules that branches are guarded by, what they keep back, and what of them was set aside. */
public final class PolicyApi {
    private static final String REPOSITORY = "/api/v1/repos/{owner}/{name}";
    private static final String PULL = REPOSITORY + "/pulls/{number}";
    private static final int LONGEST_REASON = 500;

    /** {@code trouble}: why the file of the branch could not be read; then the last one that could holds. */
    record PolicyShape(String branch, Map<String, String> settings, Optional<String> trouble) {}

    record HoldShape(String rule, String reason, boolean maySetAside) {}

    record OverrideShape(String rule, String head, String reason, String by, Instant at) {}

    record HoldsShape(List<HoldShape> holds, List<OverrideShape> overrides, Optional<LineShape> line) {}

    /** The place in the line for landing; {@code still}: the gate stands still, because the base itself is red. */
    record LineShape(int place, int of, List<Integer> ahead, boolean still, OptionalLong run) {}

    private final Repositories repositories;
    private final Pulls pulls;
    private final Policies policies;
    private final GitReader reader;
    private final byte[] schema = PolicySchema.text().getBytes(StandardCharsets.UTF_8);

    public PolicyApi(Repositories repositories, Pulls pulls, Policies policies, GitReader reader) {
        this.repositories = repositories;
        this.pulls = pulls;
        this.policies = policies;
        this.reader = reader;
    }

    public List<Route> routes() {
        return List.of(
                Route.api(GET, REPOSITORY + "/policy", ANONYMOUS, this::policy),
                Route.api(GET, PULL + "/holds", ANONYMOUS, call -> Reply.json(shape(pull(call)))),
                Route.api(POST, PULL + "/overrides", MAINTAINER, this::setAside),
                Route.api(
                        GET,
                        "/schema/policy-v1.json",
                        ANONYMOUS,
                        _ -> Reply.bytes(200, "application/schema+json", schema)));
    }

    private PullRequest pull(Call call) {
        return PullApi.pull(repositories, pulls, call);
    }

    private Reply policy(Call call) {
        var repository = repositories.require(call.repository());
        var branch = call.query("branch").orElse(BranchName.MAIN.name());
        var tip = BranchName.of(branch)
                .flatMap(name -> reader.resolve(repository.name(), name.ref()))
                .orElseThrow(() -> Refusal.notFound("no branch " + branch + " in " + repository.name()));
        var inForce = policies.at(repository, tip);
        return Reply.json(new PolicyShape(branch, inForce.policy().settings(), inForce.trouble()));
    }

    private Reply setAside(Call call) {
        var json = call.json("rule", "head", "reason");
        var rule = Constants.named(Hold.Kind.class, json.line("rule", 40))
                .filter(kind -> kind != Hold.Kind.POLICY && kind != Hold.Kind.DRAFT)
                .orElseThrow(() -> Refusal.invalid(
                        "field rule must be requested_changes, approvals, owners, depends, users or trials"));
        var pull = pulls.setAside(
                repositories.require(call.repository()),
                pull(call).number(),
                new Pulls.Asking(
                        rule, Sha.required("field head", json.line("head", 64)), json.line("reason", LONGEST_REASON)),
                call.account());
        return Reply.json(201, shape(pull));
    }

    private HoldsShape shape(PullRequest pull) {
        return new HoldsShape(
                pulls.holds(pull).stream()
                        .map(hold -> new HoldShape(Constants.word(hold.kind()), hold.reason(), hold.maySetAside()))
                        .toList(),
                pulls.aside(pull).stream().map(PolicyApi::shape).toList(),
                pulls.inLine(pull)
                        .map(in -> new LineShape(
                                in.place(),
                                in.of(),
                                in.ahead(),
                                in.still(),
                                in.run()
                                        .map(run -> OptionalLong.of(run.id().value()))
                                        .orElse(OptionalLong.empty()))));
    }

    private static OverrideShape shape(SetAside aside) {
        return new OverrideShape(
                Constants.word(aside.rule()), aside.head().name(), aside.reason(), aside.by(), aside.at());
    }
}
