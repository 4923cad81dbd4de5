package org.holdfast.engine.notify;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.UnsupportedEncodingException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Who is told of a run. Its text is for people and holds no secret.
public sealed interface NotifyTarget {
    /// What is told unless somebody asks for something else.
    Set<Occasion> USUAL = Collections.unmodifiableSet(EnumSet.of(Occasion.FAILURE, Occasion.RECOVERY));

    /// What it wants to be told of.
    Set<Occasion> occasions();

    /// People, by e-mail.
    ///
    /// @param to addresses as in the head of a mail: `admin@example.org` or `Admin <admin@example.org>`
    /// @param from the sender's address
    record Email(List<String> to, String from, SmtpServer smtp, Set<Occasion> occasions) implements NotifyTarget {
        /// Checks the addresses.
        ///
        /// @throws IllegalArgumentException if an address is none, or there is nobody to write to
        public Email {
            to = List.copyOf(to);
            occasions = Set.copyOf(occasions);
            if (to.isEmpty()) {
                throw new IllegalArgumentException("there is no address to write to");
            }
            to.forEach(Email::address);
            address(from);
        }

        /// Whether mail can be sent to that.
        public static boolean isAddress(String text) {
            try {
                return !address(text).getAddress().isEmpty();
            } catch (IllegalArgumentException _) {
                return false;
            }
        }

        /// @throws IllegalArgumentException if it is not exactly one address
        static InternetAddress address(String text) {
            try {
                InternetAddress[] parsed = InternetAddress.parse(text, true);
                boolean fits = parsed.length == 1
                        && parsed[0].getAddress().indexOf('@') > 0
                        && parsed[0].getAddress().chars().allMatch(c -> c > ' ' && c < 127)
                        && text.chars().noneMatch(Character::isISOControl);
                if (fits) {
                    // The parser leaves a name as it is, and only one that is set gets encoded.
                    parsed[0].setPersonal(parsed[0].getPersonal(), StandardCharsets.UTF_8.name());
                    return parsed[0];
                }
            } catch (AddressException | UnsupportedEncodingException _) {
                // Said below.
            }
            throw new IllegalArgumentException(
                    "\"" + OneLine.of(text) + "\" is no mail address; write it as admin@example.org, in ASCII");
        }

        @Override
        public String toString() {
            return String.join(", ", to) + " by " + smtp;
        }
    }

    /// A program, by a POST of JSON.
    record Webhook(URI url, Set<Occasion> occasions) implements NotifyTarget {
        /// Checks the URL.
        ///
        /// @throws IllegalArgumentException if it is no URL to post to; the message holds nothing of it
        public Webhook {
            occasions = Set.copyOf(occasions);
            String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
            if (!Arrays.asList("http", "https").contains(scheme) || url.getHost() == null) {
                throw new IllegalArgumentException("the webhook's URL is not one of https://HOST/PATH");
            }
            if (url.getRawUserInfo() != null) {
                throw new IllegalArgumentException(
                        "the webhook's URL has a user in it; put what is secret into the path or the query");
            }
        }

        /// The target that a user wrote.
        ///
        /// @throws IllegalArgumentException as the constructor
        public static Webhook of(String url, Set<Occasion> occasions) {
            try {
                return new Webhook(new URI(url).parseServerAuthority(), occasions);
            } catch (URISyntaxException _) {
                // The exception's text would show the URL, which may be a secret.
                throw new IllegalArgumentException("the webhook's URL is not one of https://HOST/PATH");
            }
        }

        /// The host alone: whoever knows the rest may post, too.
        @Override
        public String toString() {
            return url.getHost();
        }
    }
}
