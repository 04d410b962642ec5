package dev.softservice.runner;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.async.ResultCallbackTemplate;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import org.junit.jupiter.api.Test;

/** What the programs of this project print besides what they mean to. */
class LoggingTest {
    /** Its wire log prints secrets, and its callbacks log with a stack trace what they go on to tell. */
    @Test
    void theEnginesClientSaysNothingByItself() throws JoranException {
        var context = new LoggerContext();
        var configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(LoggingTest.class.getResource("/logback.xml"));
        for (var type :
                new Class<?>[] {ResultCallbackTemplate.class, ResultCallback.class, ZerodepDockerHttpClient.class}) {
            assertThat(context.getLogger(type).isErrorEnabled())
                    .as(type.getName())
                    .isFalse();
        }
        assertThat(context.getLogger(LoggingTest.class).isWarnEnabled()).isTrue();
    }
}
