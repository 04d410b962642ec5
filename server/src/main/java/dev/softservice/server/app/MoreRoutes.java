package dev.softservice.server.app;

import dev.softservice.server.web.Route;
import dev.softservice.server.web.page.DistroFrame;
import java.util.List;

/** The routes of a part that brings its own, beside those of pages and API. */
public interface MoreRoutes {
    MoreRoutes NONE = new MoreRoutes() {
        @Override
        public List<Route> api() {
            return List.of();
        }

        @Override
        public List<Route> pages(DistroFrame frame) {
            return List.of();
        }
    };

    List<Route> api();

    List<Route> pages(DistroFrame frame);
}
