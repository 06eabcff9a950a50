package dev.hardening.redaction.catalogue;

import dev.hardening.redaction.engine.CharSet;
import dev.hardening.redaction.engine.KeyValueMatcher.Demand;
import java.util.List;

/** Personal data. */
final class PersonalData {
  /**
   * What may not stand before a bare number: it would be the rest of a longer one, of a decimal or
   * of an id.
   */
  private static final CharSet IN_NUMBER = CharSet.ALNUM.or(CharSet.of("._-"));

  private PersonalData() {}

  static List<Entry> entries() {
    return List.of(
        Entry.pattern(
                "email",
                "EMAIL",
                "E-mail address",
                "https://www.rfc-editor.org/rfc/rfc5321",
                CharSet.NONE,
                CharSet.NONE,
                MailChecks.EMAIL,
                "[A-Za-z0-9_%+][A-Za-z0-9._%+-]*@[A-Za-z0-9][A-Za-z0-9-]*(?:\\.[A-Za-z0-9-]+)*\\.[A-Za-z]{2,24}")
            .also(
                CharSet.ALNUM.or(CharSet.of("._%+-'")),
                CharSet.NONE,
                MailChecks.EMAIL,
                "(?:[A-Za-z0-9_%+][A-Za-z0-9._%+-]*[._%+-])?[A-Za-z]'[A-Za-z][A-Za-z0-9._%+-]*@[A-Za-z0-9][A-Za-z0-9-]*(?:\\.[A-Za-z0-9-]+)*\\.[A-Za-z]{2,24}")
            .validator("not a URL's user information, a file name or git@")
            .opensBehind("@")
            .found(
                "mail ~joe.nolan@redriver.com~ sent",
                "<~a+b@x.co.uk~>",
                "to ~joe.o'brien@example.com~",
                "'~joe@163.com~'",
                "~juan@empresa.com.py~")
            .left(
                "Learner@325",
                "root@host",
                "icon@2x.png",
                "git@github.com:a/b.git",
                "user@1000.service",
                "getty@tty1.service",
                "lodash@4.17.21.tgz"),
        Entry.pattern(
                "email-encoded",
                "EMAIL",
                "E-mail address with a percent-encoded @",
                "https://www.rfc-editor.org/rfc/rfc3986",
                CharSet.NONE,
                CharSet.NONE,
                SpanCheck.MAIL_HOST,
                "[A-Za-z0-9._+-]+%40[A-Za-z0-9][A-Za-z0-9-]*(?:\\.[A-Za-z0-9-]+)*\\.[A-Za-z]{2,24}")
            .validator("not a file name or a unit's")
            .opensBehind("%40")
            .found("?to=~joe%40example.com~&x=1")
            .left("icon%402x.png", "a%40b", "user%401000.service"),
        Entry.pattern(
                "phone-us",
                "PHONE",
                "Phone number of the North American form, with separators",
                "https://www.nationalnanpa.com/",
                IN_NUMBER,
                CharSet.ALNUM,
                null,
                "\\d{3}[.-]\\d{3}[.-]\\d{4}",
                "\\(\\d{3}\\) ?\\d{3}[.-]\\d{4}",
                "1[ .-]\\(?\\d{3}\\)?[ .-]\\d{3}[ .-]\\d{4}",
                "\\+1[ .-]\\(?\\d{3}\\)?[ .-]\\d{3}[ .-]\\d{4}")
            .lowEntropy()
            .found(
                "call ~555-123-4567~ now",
                "call ~(555) 123-4567~",
                "GET /calls/~555-123-4567~/x",
                "q=call+~555-123-4567~")
            .left(
                "5551234567",
                "1763699179",
                "192.168.100.1000",
                "10.251.43.115:50010",
                "555-123-45678"),
        Entry.pattern(
                "phone-international",
                "PHONE",
                "Phone number in E.164 form, with or without separators",
                "https://www.itu.int/rec/T-REC-E.164",
                CharSet.ALNUM.or(CharSet.of("+")),
                CharSet.ALNUM,
                SpanCheck.INTERNATIONAL_PHONE,
                "\\+[1-9]\\d{6,14}",
                "%2[Bb][1-9]\\d{6,14}",
                "\\+[1-9]\\d{0,2}[ .-](?:\\(0\\) ?)?\\(?\\d{1,5}\\)?(?:[ .-]\\d{2,8}){1,5}")
            .validator("country codes with their lengths")
            .number()
            .lowEntropy()
            .found(
                "tel ~+4915112345678~",
                "tel ~+44 20 7946 0958~",
                "tel ~+91 98765 43210~",
                "tel ~+49 (0) 151 23456789~ now")
            .left(
                "UTC+0100",
                "a+12345678",
                "+1",
                "gc freed +12345678 bytes",
                "delta=+15000000",
                "delta=+15000000000",
                "heap +4915112345678 bytes",
                "+12 345 678"),
        Entry.keys(
                "phone-key",
                "PHONE",
                "The value of a key that names a phone number",
                "Names in use in configuration files and payloads",
                Demand.PHONE,
                "*phone",
                "*phone_number",
                "*phone_no",
                "*mobile_number",
                "msisdn",
                "*telephone",
                "*mobile",
                "*fax_number")
            .lowEntropy()
            .found(
                "phone=~5551234567~",
                "\"phone_number\":\"~+15551234567~\"",
                "mobile: ~07911123456~",
                "faxNumber=~5551234567~",
                "phone: ~020 7946 0958~, x",
                "phone=~(415) 555-2671~ 200",
                "\"phone\":\"~0171/1234567~\"")
            .left(
                "phone=none",
                "headphone=yes",
                "isMobile=true",
                "mobile=130",
                "phone: 2026-11 10:15"),
        Entry.pattern(
                "ssn",
                "SSN",
                "US social security number",
                "https://www.ssa.gov/employer/randomization.html",
                IN_NUMBER,
                CharSet.ALNUM.or(CharSet.of("-")),
                SpanCheck.SSN,
                "\\d{3}-\\d{2}-\\d{4}")
            .validator("assigned ranges")
            .number()
            .lowEntropy()
            .found("ssn ~123-45-6789~.", "GET /people/~123-45-6789~", "000-12-3456/~123-45-6789~")
            .left(
                "000-12-3456",
                "666-12-3456",
                "900-12-3456",
                "123-00-4567",
                "123-45-0000",
                "123-45-67890",
                "078-05-1120"),
        Entry.keys(
                "ssn-key",
                "SSN",
                "The value of a key that names a social security number",
                "Names in use in configuration files and payloads",
                Demand.SSN,
                "*ssn",
                "*social_security_number",
                "*social_security",
                "*tax_id",
                "*taxpayer_id")
            .lowEntropy()
            .found("ssn=~123456789~", "SSN: ~123 45 6789~ 200 OK")
            .left("ssn=none"),
        Entry.pattern(
                "card",
                "CARD",
                "Payment card number, bare or in groups",
                "https://www.iso.org/standard/70484.html",
                IN_NUMBER,
                CharSet.ALNUM.or(CharSet.of("_-.")),
                NumberChecks.CARD,
                "2[2-7]\\d{14}",
                "[3-6]\\d{12,18}",
                "2[2-7]\\d{2}(?:(?:[ ._+-]|%20)\\d{4}){3}",
                "[3-6]\\d{3}(?:(?:[ ._+-]|%20)\\d{4}){2}(?:[ ._+-]|%20)\\d{1,4}(?:(?:[ ._+-]|%20)\\d{3})?",
                "3\\d{3}(?:[ ._+-]|%20)\\d{6}(?:[ ._+-]|%20)\\d{4,5}")
            .validator("issuer ranges, length, Luhn")
            .number()
            .lowEntropy()
            .found(
                "card ~4111111111111111~",
                "card ~5555-5555-5555-4444~",
                "amex ~3782 822463 10005~",
                "GET /cards/~4111111111111111~/charge",
                "4111111111111112/~4242424242424242~",
                "visa ~4222222222222~",
                "unionpay ~6212345678900000003~",
                "?pan=~4111+1111+1111+1111~&x",
                "?q=pay+~4111111111111111~")
            .left(
                "4111111111111112",
                "1763699179123",
                "blk_-6670958622368987959",
                "4444444444444444",
                "4111 1111-1111 1111",
                "0.4111111111111111",
                "freed +4111111111111111 bytes",
                "9999999999999995"),
        Entry.keys(
                "card-key",
                "CARD",
                "The value of a key that names a card number",
                "Names in use in configuration files and payloads",
                Demand.CARD,
                "*card_number",
                "*credit_card",
                "*cc_number",
                "*card_no")
            .lowEntropy()
            .found("card_number=~4111111111111112~", "card number: ~4111 1111 1111 1112~ declined")
            .left("credit_card=none", "japan=123456"),
        Entry.keys(
                "card-code-key",
                "CARD",
                "The value of a key that names a card verification code",
                "Names in use in configuration files and payloads",
                Demand.DIGITS,
                "cvv",
                "cvv2",
                "cvc",
                "cvc2",
                "*card_code",
                "*security_code")
            .lowEntropy()
            .found("\"cvv\":\"~123~\"")
            .left("cvv=ok"),
        Entry.pattern(
                "iban",
                "IBAN",
                "International bank account number",
                "https://www.iso.org/standard/81090.html",
                CharSet.ALNUM,
                CharSet.ALNUM,
                SpanCheck.IBAN,
                "[A-Z]{2}\\d{2}[A-Z0-9]{11,30}",
                "[A-Z]{2}\\d{2}(?: [A-Z0-9]{4}){2,7}(?: [A-Z0-9]{1,3})?")
            .validator("country, length, mod 97")
            .lowEntropy()
            .found("to ~GB82WEST12345698765432~", "to ~DE89 3704 0044 0532 0130 00~")
            .left("GB82WEST12345698765433", "AB12345678901234"),
        Entry.keys(
                "id-document-key",
                "ID_NUMBER",
                "The value of a key that names the number of a passport, driving licence or identity card",
                "Names in use in configuration files and payloads",
                Demand.NUMBERED,
                "*passport_number",
                "*driver_license_number",
                "*drivers_license_number",
                "*driving_licence_number",
                "*identity_number",
                "*id_card_number",
                "*national_id_number",
                "*national_insurance_number",
                "*nhs_number",
                "*aadhaar_number",
                "*pan_number",
                "*medicare_number")
            .lowEntropy()
            .found(
                "passportNumber: ~C01X00T47~",
                "\"drivers_license_number\":\"~D1234567~\"",
                "national_insurance_number=~QQ123456C~")
            .left("passport_number: missing", "passportNumber=null", "passport_number must be set"),
        Entry.keys(
                "bank-account-key",
                "BANK_ACCOUNT",
                "The value of a key that names a bank account's number",
                "Names in use in configuration files and payloads",
                Demand.NUMBERED,
                "*account_number",
                "*routing_number")
            .lowEntropy()
            .found("accountNumber=~12345678~", "\"routing_number\":\"~021000021~\"")
            .left("account_number: required", "accountNumber=12"),
        Entry.keys(
                "birth-date-key",
                "BIRTH_DATE",
                "The value of a key that names a date of birth",
                "Names in use in configuration files and payloads",
                Demand.ANY,
                "dob",
                "*date_of_birth",
                "*birth_date",
                "*birthday")
            .lowEntropy()
            .found("dob=~1980-01-02~")
            .left("dob=null", "adobe=1980-01-02", "birthdays=3"));
  }
}
