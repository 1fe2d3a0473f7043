package dev.intrain.core.grade;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Evaluates a normalised answer that is a rational number: integers, decimals, thousands separators, {@code \frac}, mixed numbers,
 * and the four operations and integer powers on them, exactly.
 *
 * <p>Anything else, such as a letter or a root, is no rational: the answer is then compared as text. Depth and size are bounded.
 */
final class RationalParser {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_NUMBERS = 256;
    private static final int MAX_EXPONENT = Rational.MAX_BITS;
    private static final Pattern NUMBER =
            Pattern.compile("(?:\\d{1,3}(?:,\\d{3})++(?!\\d)|\\d++)(?:\\.\\d*+)?|\\.\\d++");

    private final String text;
    private final Matcher number;
    private int at;
    private int depth;
    private int numbers;

    private RationalParser(String text) {
        this.text = text;
        this.number = NUMBER.matcher(text);
    }

    /** The value, or empty if the text is no rational number. */
    static Optional<Rational> parse(String normalized) {
        var parser = new RationalParser(normalized);
        try {
            Rational value = parser.sum();
            return parser.at == normalized.length() ? Optional.of(value) : Optional.empty();
        } catch (NotRational e) {
            return Optional.empty();
        }
    }

    private Rational sum() {
        enter();
        Rational value = product();
        while (next('+') || next('-')) {
            boolean minus = text.charAt(at - 1) == '-';
            Rational term = product();
            value = value.plus(minus ? term.negated() : term);
        }
        depth--;
        return value;
    }

    private Rational product() {
        Rational value = signedPower();
        while (next('*') || next('/')) {
            boolean divide = text.charAt(at - 1) == '/';
            Rational factor = signedPower();
            value = value.times(divide ? inverse(factor) : factor);
        }
        return value;
    }

    private Rational signedPower() {
        boolean minus = false;
        while (next('-') || next('+')) {
            minus ^= text.charAt(at - 1) == '-';
        }
        Rational value = atom();
        if (next('^')) {
            enter();
            Rational exponent = signedPower();
            depth--;
            if (!exponent.isInteger()) {
                throw new NotRational();
            }
            if (exponent.numerator().abs().bitLength() > 31
                    || Math.abs(exponent.numerator().longValue()) > MAX_EXPONENT) {
                throw new OverBudgetException("an exponent above " + MAX_EXPONENT);
            }
            int power = exponent.numerator().intValue();
            value = power < 0 ? inverse(value).power(-power) : value.power(power);
        }
        return minus ? value.negated() : value;
    }

    private Rational atom() {
        if (next('(')) {
            return closed(')');
        }
        if (next('{')) {
            return closed('}');
        }
        if (text.startsWith("\\frac{", at)) {
            return fraction();
        }
        if (!number.region(at, text.length()).lookingAt()) {
            throw new NotRational();
        }
        if (++numbers > MAX_NUMBERS) {
            throw new OverBudgetException("an expression of more than " + MAX_NUMBERS + " numbers");
        }
        at = number.end();
        Rational value = decimal(number.group().replace(",", ""));
        // 1\frac{1}{2} is one and a half
        return value.isInteger() && text.startsWith("\\frac{", at) ? value.plus(fraction()) : value;
    }

    private Rational fraction() {
        at += "\\frac".length();
        expect('{');
        Rational numerator = closed('}');
        expect('{');
        return numerator.times(inverse(closed('}')));
    }

    private Rational closed(char close) {
        Rational value = sum();
        expect(close);
        return value;
    }

    private static Rational decimal(String digits) {
        int point = digits.indexOf('.');
        if (point < 0) {
            return Rational.of(new BigInteger(digits));
        }
        BigInteger unscaled = new BigInteger("0" + digits.substring(0, point) + digits.substring(point + 1));
        return new Rational(unscaled, BigInteger.TEN.pow(digits.length() - point - 1));
    }

    private static Rational inverse(Rational value) {
        if (value.numerator().signum() == 0) {
            throw new NotRational();
        }
        return value.inverted();
    }

    private boolean next(char c) {
        boolean there = at < text.length() && text.charAt(at) == c;
        at += there ? 1 : 0;
        return there;
    }

    private void expect(char c) {
        if (!next(c)) {
            throw new NotRational();
        }
    }

    private void enter() {
        if (++depth > MAX_DEPTH) {
            throw new OverBudgetException("an expression nested deeper than " + MAX_DEPTH);
        }
    }

    /** Ends the attempt to read a number. */
    private static final class NotRational extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotRational() {
            super("not a rational number", null, false, false);
        }
    }
}
