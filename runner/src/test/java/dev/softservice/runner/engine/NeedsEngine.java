package dev.softservice.runner.engine;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** A test that runs real containers: skipped with the reason where there is no engine and none can be installed; there, under CI=true, a failure. */
@Tag("docker")
@ExtendWith(EngineForTests.class)
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface NeedsEngine {}
