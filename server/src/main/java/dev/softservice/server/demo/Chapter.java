package dev.softservice.server.demo;

import java.util.List;

/** A part of the story: its steps build on each other and on those of earlier chapters. */
record Chapter(String title, List<Step> steps) {}
