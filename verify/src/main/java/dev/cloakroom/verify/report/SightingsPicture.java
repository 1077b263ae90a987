package dev.cloakroom.verify.report;

import dev.cloakroom.verify.evidence.Sightings;

/** Who saw whose marks: a square of users, viewers downwards, owners to the right. */
final class SightingsPicture {
    private static final double SIDE = 360;
    private static final double MARGIN = 26;
    private static final int MOST = 40;

    private SightingsPicture() {}

    static Markup of(Sightings sightings) {
        int users = Math.min(MOST, sightings.users());
        double cell = (SIDE - MARGIN - 4) / users;
        Markup picture = new Markup();
        picture.label(MARGIN + (SIDE - MARGIN) / 2, 9, "middle", "dim", "whose marks");
        for (int i = 0; i < users; i++) {
            if (users <= 20 || i % 5 == 0) {
                picture.label(MARGIN + (i + 0.5) * cell, MARGIN - 5, "middle", "tiny", Integer.toString(i));
                picture.label(MARGIN - 4, MARGIN + (i + 0.65) * cell, "end", "tiny", Integer.toString(i));
            }
        }
        for (int viewer = 0; viewer < users; viewer++) {
            for (int owner = 0; owner < users; owner++) {
                cell(picture, sightings, viewer, owner, cell);
            }
        }
        return new Markup().picture(SIDE, SIDE, "who saw whose marks", picture);
    }

    private static void cell(Markup picture, Sightings sightings, int viewer, int owner, double size) {
        long allowed = sightings.allowed(viewer, owner);
        long forbidden = sightings.forbidden(viewer, owner);
        double x = MARGIN + owner * size;
        double y = MARGIN + viewer * size;
        String css = forbidden > 0 ? "bad" : allowed == 0 ? "none" : viewer == owner ? "own" : "shared";
        String words = forbidden > 0
                ? forbidden + " marks that were not theirs to see"
                : allowed == 0 ? "nothing" : allowed + (viewer == owner ? " of their own" : " in shared sessions");
        picture.box(x, y, size - 1, size - 1, css, "user " + viewer + " saw of user " + owner + ": " + words);
        if (forbidden > 0 && size > 12) {
            picture.label(
                    x + size / 2,
                    y + size * 0.65,
                    "middle",
                    "tiny onbad",
                    forbidden > 99 ? "99+" : Long.toString(forbidden));
        }
    }

    static String legend() {
        return new Legend()
                .with("own", "own")
                .with("shared with them", "shared")
                .with("nothing", "none")
                .with("not theirs to see", "bad")
                .toString();
    }
}
