package dev.softservice.manifest.model;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The devices of a machine that a distro may ask for. An allow-list: with a disk, the memory or the kernel's own devices a service would have the machine. Each kind
 * has a word for the person who is asked.
 */
public final class Devices {
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9_.+@-]{0,63}";
    private static final Map<String, Pattern> KINDS = new TreeMap<>(Map.ofEntries(
            kind(
                    "graphics",
                    "dri(/(card|renderD)\\d{1,3})?|kfd|nvidia(\\d{1,2}|ctl|-uvm|-uvm-tools|-modeset)|vchiq|apex_\\d"),
            kind("a serial port or radio stick", "tty(USB|ACM|AMA|S)\\d{1,3}|serial/by-id/" + NAME + "|serial[01]"),
            kind("a camera, TV or video device", "video\\d{1,3}|media\\d{1,2}|dvb(/adapter\\d{1,2})?"),
            kind("sound", "snd(/(controlC\\d{1,2}|pcmC\\d{1,2}D\\d{1,2}[cp]|seq|timer))?"),
            kind("all that is on USB, disks among it", "bus/usb(/\\d{3}(/\\d{3})?)?"),
            kind(
                    "input, such as keyboards: what people type is seen, and can be typed for them",
                    "input(/(event|mouse|js)\\d{1,3})?|hidraw\\d{1,2}|lirc\\d|uinput"),
            kind("pins and buses of a small computer", "gpiochip\\d|gpiomem\\d?|i2c-\\d{1,2}|spidev\\d\\.\\d"),
            kind("tunnels, as VPNs make them", "net/tun"),
            kind("virtual machines", "kvm"),
            kind("Bluetooth and other radios", "rfkill|cdc-wdm\\d")));

    private Devices() {}

    private static Map.Entry<String, Pattern> kind(String word, String names) {
        return Map.entry(word, Pattern.compile("/dev/(" + names + ")"));
    }

    /** What the device at this path on the machine is; empty: none that may be asked for. */
    public static Optional<String> kind(String path) {
        return KINDS.entrySet().stream()
                .filter(kind -> kind.getValue().matcher(path).matches())
                .map(Map.Entry::getKey)
                .findFirst();
    }

    public static boolean mayBeAskedFor(String path) {
        return kind(path).isPresent();
    }
}
