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
  HOST,
  REPLACED_NOWHERE;

  @Override
  public @Nullable String reject(String text, int start, int end) {
    return switch (this) {
      case SSN -> NumberChecks.ssn(text, start, end);
      case IBAN -> NumberChecks.iban(text, start, end);
      case IPV4 -> NumberChecks.ipv4(text, start, end);
      case MAIL_HOST -> MailChecks.mailHost(text, start, end);
      case INTERNATIONAL_PHONE -> PhoneNumbers.international(text, start, end);
      case NO_PAIR -> ContextChecks.noPair(text, start, end);
      case MIXED_CHARACTERS -> TokenChecks.mixedCharacters(text, start, end);
      case BASIC_CREDENTIALS -> TokenChecks.basicCredentials(text, start, end);
      case GITHUB_CHECKSUM -> TokenChecks.githubChecksum(text, start, end);
      case NPM_CHECKSUM -> TokenChecks.npmChecksum(text, start, end);
      case JWT_HEADER -> TokenChecks.jwtHeader(text, start, end);
      case TELEGRAM -> TokenChecks.telegram(text, start, end);
      case HOST -> Infrastructure.noHost(text, start, end);
      case REPLACED_NOWHERE -> ContextChecks.replacedNowhere(text, start, end);
    };
  }
}
