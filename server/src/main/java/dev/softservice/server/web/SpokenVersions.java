package dev.softservice.server.web;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;

/** Tells requests in a version of HTTP that is not spoken here from others, before Vert.x answers them by itself with a bare 501. */
final class SpokenVersions extends ChannelInboundHandlerAdapter {
    private static final class NotSpoken extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private SpokenVersions() {}

    /** From now on what comes on this connection in another version is an invalid request. */
    static void watch(HttpConnection connection) {
        if (connection instanceof HttpServerConnection server) {
            var last = server.channelHandlerContext();
            last.pipeline().addBefore(last.name(), "spoken-versions", new SpokenVersions());
        }
    }

    /** Whether that is why a request is invalid. */
    static boolean refuses(HttpServerRequest invalid) {
        return invalid.decoderResult().cause() instanceof NotSpoken;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (message instanceof HttpRequest request
                && request.decoderResult().isSuccess()
                && !request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                && !request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            request.setDecoderResult(DecoderResult.failure(new NotSpoken()));
            // Else the answer would claim that version, too.
            request.setProtocolVersion(HttpVersion.HTTP_1_1);
        }
        super.channelRead(context, message);
    }
}
