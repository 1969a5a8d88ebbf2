package io.spillway.config;

/** Where a setting was written. */
public sealed interface Origin {

    /** As it stands in front of a message. */
    String render();

    /**
     * A place in the experiment file.
     *
     * @param line counted from 1
     * @param column counted from 1
     */
    record InFile(String file, int line, int column) implements Origin {
        @Override
        public String render() {
            return file + ":" + line + ":" + column;
        }
    }

    /** An option of the command line, with its leading dashes. */
    record Option(String name) implements Origin {
        @Override
        public String render() {
            return name;
        }
    }

    /** Something the experiment as a whole lacks. */
    record Whole(String file) implements Origin {
        @Override
        public String render() {
            return file;
        }
    }
}
