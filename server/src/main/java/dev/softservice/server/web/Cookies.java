package dev.softservice.server.web;

/** The one cookie: out of reach of scripts, not sent along from other sites, over TLS only where the hub is reached by TLS. */
public final class Cookies {
    private final PublicUrl url;

    public Cookies(PublicUrl url) {
        this.url = url;
    }

    public String session(String id) {
        return Dispatcher.COOKIE + "=" + id + attributes();
    }

    /** Takes the cookie away. */
    public String none() {
        return Dispatcher.COOKIE + "=" + attributes() + "; Max-Age=0";
    }

    private String attributes() {
        return "; Path=/; HttpOnly; SameSite=Lax" + ("https".equals(url.base().getScheme()) ? "; Secure" : "");
    }
}
