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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A second JVM, held by a debugger: it is killed with SIGKILL in the very moment in which it enters a method for the nth time, or stopped there for a copy of
 * its files. The program itself knows nothing of that.
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

    /** What happens at a point: true ends the watching, the program is gone. */
    private interface AtPoint {
        boolean met(VirtualMachine machine, Point point) throws IOException, InterruptedException;
    }

    private Victim() {}

    static End run(Class<?> main, String argument, Point point) throws Exception {
        return watched(main, argument, List.of(point), (machine, _) -> {
            machine.process().destroyForcibly();
            return true;
        });
    }

    /**
     * Plays the program to its end, once for all points: at each it is stopped with SIGSTOP, every thread of it wherever it is, and its folder is copied. What a SIGKILL there would have left is just that.
     *
     * @param folder what the program works in, its only argument
     * @param copies where the copies go, by the point's number in the list
     */
    static End moments(Class<?> main, Path folder, List<Point> points, Path copies) throws Exception {
        Files.createDirectories(copies);
        return watched(main, folder.toString(), points, (machine, point) -> {
            FrozenCopy.take(machine.process().pid(), folder, copies.resolve(Integer.toString(points.indexOf(point))));
            return false;
        });
    }

    private static End watched(Class<?> main, String argument, List<Point> points, AtPoint atPoint) throws Exception {
        var connector = Bootstrap.virtualMachineManager().defaultConnector();
        var arguments = connector.defaultArguments();
        arguments.get("home").setValue(System.getProperty("java.home"));
        arguments
                .get("options")
                .setValue("-cp \"" + System.getProperty("java.class.path")
                        + "\" --enable-native-access=ALL-UNNAMED -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1");
        arguments.get("main").setValue(main.getName() + " \"" + argument + "\"");
        var machine = connector.launch(arguments);
        var lines = CompletableFuture.supplyAsync(() -> read(machine));
        var errors = CompletableFuture.runAsync(() -> forward(machine));
        boolean killed = watch(machine, points, atPoint);
        machine.process().waitFor();
        errors.join();
        return new End(killed, lines.join());
    }

    private static boolean watch(VirtualMachine machine, List<Point> points, AtPoint atPoint)
            throws IOException, InterruptedException {
        for (var type :
                points.stream().map(point -> point.type().getName()).distinct().toList()) {
            var prepare = machine.eventRequestManager().createClassPrepareRequest();
            prepare.addClassFilter(type);
            prepare.setSuspendPolicy(EventRequest.SUSPEND_ALL);
            prepare.enable();
        }
        var times = new HashMap<String, Integer>();
        try {
            while (true) {
                var events = machine.eventQueue().remove();
                for (var event : events) {
                    switch (event) {
                        case ClassPrepareEvent prepared -> watch(machine, prepared.referenceType(), points);
                        case BreakpointEvent stop -> {
                            var entered = stop.location().method();
                            int time =
                                    times.merge(entered.declaringType().name() + "." + entered.name(), 1, Integer::sum);
                            for (var point : points) {
                                boolean here = point.type()
                                                .getName()
                                                .equals(entered.declaringType().name())
                                        && point.method().equals(entered.name())
                                        && point.time() == time;
                                if (here && atPoint.met(machine, point)) return true;
                            }
                        }
                        case VMDeathEvent _, VMDisconnectEvent _ -> {
                            return false;
                        }
                        default -> {}
                    }
                }
                events.resume();
            }
        } catch (VMDisconnectedException ended) {
            return false;
        }
    }

    private static void watch(VirtualMachine machine, ReferenceType type, List<Point> points) {
        var methods = points.stream()
                .filter(point -> point.type().getName().equals(type.name()))
                .map(Point::method)
                .distinct()
                .toList();
        for (var found : methods.stream()
                .flatMap(method -> type.methodsByName(method).stream())
                .toList()) {
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
