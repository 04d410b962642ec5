package dev.softservice.server.web;

/** Answers one request, on a virtual thread, so it may block; says no with a {@link dev.softservice.server.core.Refusal}. */
@FunctionalInterface
public interface Action {
    Reply answer(Call call);
}
