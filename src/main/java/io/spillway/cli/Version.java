package io.spillway.cli;

import picocli.CommandLine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of the build. */
final class Version implements CommandLine.IVersionProvider {

    static String current() {
        try (InputStream stream = Version.class.getResourceAsStream("version.properties")) {
            var properties = new Properties();
            properties.load(stream);
            return properties.getProperty("version");
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the build's version cannot be read", unreadable);
        }
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "spillway " + current(),
            "java " + Runtime.version() + " on " + System.getProperty("os.name")
        };
    }
}
