package dev.softservice.server.crash;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.VMDeathEvent;
import com.sun.jdi.event.VMDisconnectEvent;
import com.sun.jdi.request.EventRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A second JVM, held by a debugger: it is killed with SIGKILL in the very moment in which it enters a method for the nth time. The program
 * itself knows nothing of that.
 */
final class Victim {
    /** {@code killed}: the point was reached. {@code lines}: what it had printed until then. */
    record End(boolean killed, List<String> lines) {}

    /** {@code time}: from 1. */
    record Point(Class<?> type, String method, int time) {
        @Override
        public String toString() {
            return type.getSimpleName() + "." + method + ", time " + time;
        }
    }

    private Victim() {}

    static End run(Class<?> main, String argument, Point point) throws Exception {
        var connector = Bootstrap.virtualMachineManager().defaultConnector();
        var arguments = connector.defaultArguments();
        arguments.get("home").setValue(System.getProperty("java.home"));
        arguments.get("options").setValue("-cp \"" + System.getProperty("java.class.path") + "\" --enable-native-access=ALL-UNNAMED -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1");
        arguments.get("main").setValue(main.getName() + " \"" + argument + "\"");
        var machine = connector.launch(arguments);
        var lines = CompletableFuture.supplyAsync(() -> read(machine));
        var errors = CompletableFuture.runAsync(() -> forward(machine));
        boolean killed = killAt(machine, point);
        machine.process().waitFor();
        errors.join();
        return new End(killed, lines.join());
    }

    private static boolean killAt(VirtualMachine machine, Point point) throws InterruptedException {
        var prepare = machine.eventRequestManager().createClassPrepareRequest();
        prepare.addClassFilter(point.type().getName());
        prepare.setSuspendPolicy(EventRequest.SUSPEND_ALL);
        prepare.enable();
        int times = 0;
        try {
            while (true) {
                var events = machine.eventQueue().remove();
                for (var event : events) {
                    switch (event) {
                        case ClassPrepareEvent prepared -> watch(machine, prepared.referenceType(), point.method());
                        case BreakpointEvent _ -> {
                            times++;
                            if (times == point.time()) {
                                machine.process().destroyForcibly();
                                return true;
                            }
                        }
                        case VMDeathEvent _, VMDisconnectEvent _ -> {
                            return false;
                        }
                        default -> { }
                    }
                }
                events.resume();
            }
        } catch (VMDisconnectedException ended) {
            return false;
        }
    }

    private static void watch(VirtualMachine machine, ReferenceType type, String method) {
        for (var found : type.methodsByName(method)) {
            if (found.isAbstract()) continue;
            var stop = machine.eventRequestManager().createBreakpointRequest(found.location());
            stop.setSuspendPolicy(EventRequest.SUSPEND_ALL);
            stop.enable();
        }
    }

    private static List<String> read(VirtualMachine machine) {
        var lines = new ArrayList<String>();
        try (var out = machine.process().inputReader(StandardCharsets.UTF_8)) {
            for (var line = out.readLine(); line != null; line = out.readLine()) lines.add(line);
        } catch (IOException killed) {
            // What was read until then counts.
        }
        return lines;
    }

    private static void forward(VirtualMachine machine) {
        try {
            machine.process().getErrorStream().transferTo(System.err);
        } catch (IOException killed) {
            // It has nothing more to say.
        }
    }
}
