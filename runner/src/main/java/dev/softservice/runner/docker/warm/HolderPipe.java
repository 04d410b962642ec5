package dev.softservice.runner.docker.warm;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import dev.softservice.runner.engine.EngineException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Questions to a holder and its answers, over the standard input and output of its process: a fiftieth of what a command in it would cost. */
final class HolderPipe implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HolderPipe.class);
    private static final String END = ".";

    private final Questions questions = new Questions();
    private final Answers answers = new Answers();
    /** Answers that are still to come, those to questions that were given up included. */
    private int owed;

    /** Attaches to a container that was created and not started yet. */
    static HolderPipe to(DockerClient client, String container) throws InterruptedException {
        var pipe = new HolderPipe();
        try {
            client.attachContainerCmd(container)
                    .withStdIn(pipe.questions)
                    .withStdOut(true)
                    .withFollowStream(true)
                    .exec(pipe.answers);
            pipe.answers.awaitStarted();
            return pipe;
        } catch (RuntimeException | InterruptedException e) {
            pipe.close();
            throw e;
        }
    }

    /** What the holder says, without the line that ends it. One that does not answer is an {@link EngineException}. */
    synchronized String ask(String question, Duration patience) throws InterruptedException {
        questions.put(question + "\n");
        for (owed++; ; ) {
            var answer = answers.poll(patience);
            if (answer == null) throw new EngineException("a holder of a prepared network does not answer");
            if (--owed == 0) return answer;
        }
    }

    /** Its process has ended, or the engine with it. */
    boolean isGone() {
        return answers.gone;
    }

    /** The holder reads the end of its input and ends. */
    @Override
    public void close() {
        questions.end();
        try {
            answers.close();
        } catch (IOException _) {
            // It is let go of either way.
        }
    }

    private static final class Questions extends InputStream {
        private final LinkedBlockingQueue<byte[]> queue = new LinkedBlockingQueue<>();
        /** Of the question that is being read; those who read have smaller buffers. */
        private ByteArrayInputStream rest = new ByteArrayInputStream(new byte[0]);

        void put(String text) {
            queue.add(text.getBytes(StandardCharsets.UTF_8));
        }

        void end() {
            queue.add(new byte[0]);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            // The client's own thread for this stream: a caller who waits for an answer learns of a holder that is
            // gone, and
            // nobody else need hear of it.
            Thread.currentThread()
                    .setUncaughtExceptionHandler(
                            (_, gone) -> LOG.debug("questions to a holder end: {}", gone.getMessage()));
            try {
                if (rest.available() == 0) rest = new ByteArrayInputStream(queue.take());
                int read = rest.read(buffer, offset, length);
                if (read < 0) end();
                return read;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return -1;
            }
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException("read in blocks");
        }
    }

    private static final class Answers extends ResultCallback.Adapter<Frame> {
        private final LinkedBlockingQueue<String> ready = new LinkedBlockingQueue<>();
        private final StringBuilder open = new StringBuilder();
        private volatile boolean gone;

        @Override
        public void onNext(Frame frame) {
            if (frame.getStreamType() != StreamType.STDOUT || frame.getPayload() == null) return;
            open.append(new String(frame.getPayload(), StandardCharsets.ISO_8859_1));
            for (int end = end(); end >= 0; end = end()) {
                ready.add(open.substring(0, end));
                open.delete(0, end + END.length() + 1);
            }
        }

        private int end() {
            if (open.indexOf(END + "\n") == 0) return 0;
            int end = open.indexOf("\n" + END + "\n");
            return end < 0 ? -1 : end + 1;
        }

        @Override
        public void onError(Throwable throwable) {
            // A holder that is gone does not answer, and that says it all.
            onComplete();
        }

        @Override
        public void onComplete() {
            gone = true;
            // Callers who wait need not go on.
            ready.add("");
            super.onComplete();
        }

        @Nullable
        String poll(Duration patience) throws InterruptedException {
            var answer = gone ? null : ready.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            return gone ? null : answer;
        }
    }
}
