package io.spillway.policy.formula;

import java.util.List;

/** A parsed formula. {@code index} is where the part begins in its text. */
sealed interface Expression {

    int index();

    /** Whether it has one value per replica. */
    boolean perReplica();

    record Literal(int index, double value) implements Expression {
        @Override
        public boolean perReplica() {
            return false;
        }
    }

    /** A value of the driver's view or a replica count. */
    record FleetValue(int index, FleetName name) implements Expression {
        @Override
        public boolean perReplica() {
            return false;
        }
    }

    /** A series that each replica reports. */
    record Series(int index, String name) implements Expression {
        @Override
        public boolean perReplica() {
            return true;
        }
    }

    /** What the controller knows about each replica. */
    record ReplicaValue(int index, ReplicaName name) implements Expression {
        @Override
        public boolean perReplica() {
            return true;
        }
    }

    /** Increase per second of a counter over a window, or since the sample before. */
    record Rate(int index, String series, RateTracker tracker) implements Expression {
        @Override
        public boolean perReplica() {
            return true;
        }
    }

    record Negated(int index, Expression operand) implements Expression {
        @Override
        public boolean perReplica() {
            return operand.perReplica();
        }
    }

    record Binary(int index, char operator, Expression left, Expression right)
            implements Expression {
        @Override
        public boolean perReplica() {
            return left.perReplica() || right.perReplica();
        }
    }

    /** One value out of those of all ready replicas. */
    record Aggregation(int index, Over over, Expression operand) implements Expression {
        @Override
        public boolean perReplica() {
            return false;
        }
    }

    /** A function of its arguments, replica by replica where they are per replica. */
    record Call(int index, Function function, List<Expression> arguments) implements Expression {
        @Override
        public boolean perReplica() {
            return arguments.stream().anyMatch(Expression::perReplica);
        }
    }

    enum Over {
        SUM,
        AVG,
        MAX,
        MIN,
        COUNT
    }

    enum Function {
        MAX,
        MIN,
        CEIL,
        FLOOR,
        ABS
    }
}
