package dev.hardening.redaction.catalogue;

import dev.hardening.redaction.engine.Check;
import org.jspecify.annotations.Nullable;

/**
 * The checks of the catalogue that look at a span alone, by name: one class for all of them, where
 * a reference to each method would have a JVM that has just started make a class of each.
 */
enum SpanCheck implements Check {
  SSN,
  IBAN,
  IPV4,
  MAIL_HOST,
  INTERNATIONAL_PHONE,
  NO_PAIR,
  MIXED_CHARACTERS,
  BASIC_CREDENTIALS,
  GITHUB_CHECKSUM,
  NPM_CHECKSUM,
  JWT_HEADER,
  TELEGRAM,
  HOST;

  @Override
  public @Nullable String reject(String text, int start, int end) {
    return switch (this) {
      case SSN -> Validators.ssn(text, start, end);
      case IBAN -> Validators.iban(text, start, end);
      case IPV4 -> Validators.ipv4(text, start, end);
      case MAIL_HOST -> Validators.mailHost(text, start, end);
      case INTERNATIONAL_PHONE -> PhoneNumbers.international(text, start, end);
      case NO_PAIR -> Validators.noPair(text, start, end);
      case MIXED_CHARACTERS -> Validators.mixedCharacters(text, start, end);
      case BASIC_CREDENTIALS -> Validators.basicCredentials(text, start, end);
      case GITHUB_CHECKSUM -> Validators.githubChecksum(text, start, end);
      case NPM_CHECKSUM -> Validators.npmChecksum(text, start, end);
      case JWT_HEADER -> Validators.jwtHeader(text, start, end);
      case TELEGRAM -> Validators.telegram(text, start, end);
      case HOST -> Infrastructure.noHost(text, start, end);
    };
  }
}
