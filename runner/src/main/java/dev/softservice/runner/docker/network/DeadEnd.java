package dev.softservice.runner.docker.network;

import com.github.dockerjava.api.model.Network.Ipam;
import dev.softservice.runner.engine.EngineException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * A range of addresses whose members take an address that nobody has for the gateway. The bridge keeps its own, so the machine reaches them; what they send elsewhere goes nowhere. They can't
 * change that: it takes NET_ADMIN.
 */
final class DeadEnd extends Ipam.Config {
    private static final long serialVersionUID = 1L;
    private static final int BITS = 32;
    /** The network's own address, the bridge's, a member's, the dead end, and the broadcast's. */
    private static final int LONGEST_PREFIX = 29;

    private final String gateway;

    private DeadEnd(String gateway) {
        this.gateway = gateway;
    }

    /** @param range as an engine has chosen it, such as 172.18.0.0/16 */
    static Ipam.Config of(Ipam.Config range) {
        var subnet = String.valueOf(range.getSubnet());
        int slash = subnet.indexOf('/');
        int prefix = slash < 0 ? BITS : Integer.parseInt(subnet.substring(slash + 1));
        if (prefix > LONGEST_PREFIX)
            throw new EngineException("the engine gives networks the range " + subnet
                    + ", which has no room for an address that nobody has: set default-address-pools with a size of "
                    + LONGEST_PREFIX + " or less");
        int first = ByteBuffer.wrap(
                        InetAddress.ofLiteral(subnet.substring(0, slash)).getAddress())
                .getInt();
        return new DeadEnd(text(first + (1 << (BITS - prefix)) - 2))
                .withSubnet(subnet)
                .withGateway(text(first + 1));
    }

    /** The client has no name for it. */
    @Override
    public Map<String, Object> getRawValues() {
        return Map.of("AuxiliaryAddresses", Map.of("DefaultGatewayIPv4", gateway));
    }

    private static String text(int address) {
        try {
            return InetAddress.getByAddress(
                            ByteBuffer.allocate(Integer.BYTES).putInt(address).array())
                    .getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
