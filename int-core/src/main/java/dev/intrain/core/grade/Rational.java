package dev.intrain.core.grade;

import java.math.BigInteger;

/**
 * An exact fraction in lowest terms with a positive denominator; no number grows beyond {@value #MAX_BITS} bits.
 *
 * @param numerator with the sign
 * @param denominator positive
 */
record Rational(BigInteger numerator, BigInteger denominator) {
    static final int MAX_BITS = 14_000;

    Rational {
        BigInteger divisor = numerator.gcd(denominator).max(BigInteger.ONE);
        BigInteger signed = denominator.signum() < 0 ? divisor.negate() : divisor;
        numerator = numerator.divide(signed);
        denominator = denominator.divide(signed);
        if (numerator.bitLength() > MAX_BITS || denominator.bitLength() > MAX_BITS) {
            throw new OverBudgetException("a number of more than " + MAX_BITS + " bits");
        }
    }

    static Rational of(BigInteger value) {
        return new Rational(value, BigInteger.ONE);
    }

    boolean isInteger() {
        return denominator.equals(BigInteger.ONE);
    }

    Rational plus(Rational other) {
        return new Rational(
                numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
                denominator.multiply(other.denominator));
    }

    Rational times(Rational other) {
        return new Rational(numerator.multiply(other.numerator), denominator.multiply(other.denominator));
    }

    Rational negated() {
        return new Rational(numerator.negate(), denominator);
    }

    /** One over this; the caller checks for zero. */
    Rational inverted() {
        return new Rational(/* numerator= */ denominator, /* denominator= */ numerator);
    }

    Rational power(int exponent) {
        long bits = (long) Math.max(numerator.bitLength(), denominator.bitLength()) * Math.abs((long) exponent);
        if (bits > MAX_BITS) {
            throw new OverBudgetException("a power of more than " + MAX_BITS + " bits");
        }
        Rational base = exponent < 0 ? inverted() : this;
        int times = Math.abs(exponent);
        return new Rational(base.numerator.pow(times), base.denominator.pow(times));
    }
}
