package dev.softservice.runner.cli;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** How large the terminal is: asked when it is first needed, and again after it was resized. */
final class Window {
    private static final int USUAL = 80;
    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,3}");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,4}) ([1-9]\\d{0,3})");

    /** {@code rows}: 0 where nobody knows. */
    record Size(int columns, int rows) {}

    private final Supplier<Size> asked;
    private final boolean reflows;
    private Optional<Size> known = Optional.empty();
    private volatile boolean resized;

    /** {@code reflows}: whether lines that stand in the terminal are wrapped anew when it is resized. */
    Window(Supplier<Size> asked, boolean reflows) {
        this.asked = asked;
        this.reflows = reflows;
    }

    static Window of(World world) {
        var window = new Window(() -> asked(world), reflows(world));
        if (world.streams().terminal()) window.watch();
        return window;
    }

    synchronized Size size() {
        if (resized || known.isEmpty()) {
            resized = false;
            known = Optional.of(asked.get());
        }
        return known.get();
    }

    /** What {@link #size} said may not hold any more. */
    void resized() {
        resized = true;
    }

    /** The rows that a line takes which was {@code columns} long when the terminal was {@code before} wide. */
    int rows(int columns, int before) {
        int now = size().columns();
        return reflows && now < before ? Math.max(1, Math.ceilDiv(columns, now)) : 1;
    }

    /** What COLUMNS and {@code stty} say; the lesser where both do, since a shell's COLUMNS may be that of another time. */
    private static Size asked(World world) {
        var columns = world.variable("COLUMNS");
        var told =
                NUMBER.matcher(columns).matches() ? Optional.of(Integer.parseInt(columns)) : Optional.<Integer>empty();
        var real = world.streams().terminal() ? stty() : Optional.<Size>empty();
        if (real.isEmpty()) return new Size(told.orElse(USUAL), 0);
        return new Size(
                Math.min(told.orElse(Integer.MAX_VALUE), real.get().columns()),
                real.get().rows());
    }

    private static Optional<Size> stty() {
        try {
            var stty = new ProcessBuilder("stty", "size")
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            var said =
                    SIZE.matcher(new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip());
            if (!stty.waitFor(1, TimeUnit.SECONDS)) stty.destroyForcibly();
            return said.matches()
                    ? Optional.of(new Size(Integer.parseInt(said.group(2)), Integer.parseInt(said.group(1))))
                    : Optional.empty();
        } catch (IOException noStty) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** The few that cut lines off instead: the Linux console, xterm, and GNU Screen, whose TERM tmux has, too. */
    private static boolean reflows(World world) {
        var term = world.variable("TERM");
        return !term.equals("linux")
                && world.variable("XTERM_VERSION").isEmpty()
                && !(term.startsWith("screen") && world.variable("TMUX").isEmpty());
    }

    /** Java has no supported way to hear of a signal; where this one is missing, the first size stays the last. */
    private void watch() {
        try {
            var signal = Class.forName("sun.misc.Signal");
            var handler = Class.forName("sun.misc.SignalHandler");
            var here = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, (_, method, _) -> {
                if (method.getName().equals("handle")) resized();
                return null;
            });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("WINCH"), here);
        } catch (ReflectiveOperationException | IllegalArgumentException notHere) {
            // A system without resizing, or without that class.
        }
    }
}
