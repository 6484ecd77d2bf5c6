package io.github.dbguard.scan.files;

import io.github.dbguard.scan.commands.Place;
import io.github.dbguard.scan.text.Traced;

/** Knows where in a file of one kind the commands stand. */
@FunctionalInterface
interface Reader {

    void read(Traced file, Place place, Found found);
}
