#include <orderhook/time.hpp>

#include <gtest/gtest.h>

namespace orderhook {
namespace {

using namespace std::chrono_literals;

std::string reprint_time(std::string_view text) {
    const auto time = parse_rfc3339(text);
    return time ? to_text(*time) : "nothing";
}

TEST(Rfc3339, IsReadInAnyOffsetAndPrintedInUtc) {
    EXPECT_EQ(reprint_time("2020-11-22T10:03:19Z"), "2020-11-22T10:03:19Z");
    EXPECT_EQ(reprint_time("2018-06-03T14:23:32+00:00"), "2018-06-03T14:23:32Z");
    EXPECT_EQ(reprint_time("2021-01-01T01:30:00+05:30"), "2020-12-31T20:00:00Z");
    EXPECT_EQ(reprint_time("2020-12-31 23:30:00-01:00"), "2021-01-01T00:30:00Z");
    EXPECT_EQ(reprint_time("2020-02-29t00:00:00z"), "2020-02-29T00:00:00Z");
}

TEST(Rfc3339, KeepsSixDigitsOfFraction) {
    EXPECT_EQ(reprint_time("2017-08-17T11:25:33.606Z"), "2017-08-17T11:25:33.606000Z");
    EXPECT_EQ(reprint_time("2017-08-17T11:25:33.000001Z"), "2017-08-17T11:25:33.000001Z");
    EXPECT_EQ(reprint_time("2017-08-17T11:25:33.123456789Z"), "2017-08-17T11:25:33.123456Z");
    EXPECT_EQ(reprint_time("1969-12-31T23:59:59.5Z"), "1969-12-31T23:59:59.500000Z");
}

TEST(Rfc3339, IsAppendedToWhatIsThere) {
    std::string text = "at ";
    append_text(text, *parse_rfc3339("0987-06-05T04:03:02.000010Z"));
    EXPECT_EQ(text, "at 0987-06-05T04:03:02.000010Z");
}

TEST(Rfc3339, RefusesOtherFormsAndDatesThatDoNotExist) {
    for (const std::string_view text : {
             "",
             "2020-11-22",
             "2020-11-22T10:03:19",
             "2020-11-22T10:03Z",
             "2020-11-22T10:03:19+0000",
             "2020-11-22T10:03:19+24:00",
             "2020-11-22T10:03:19.Z",
             "2020-11-22T10:03:19.1234567890Z",
             "2020-11-22T10:03:19Z ",
             "2020-13-22T10:03:19Z",
             "2021-02-29T10:03:19Z",
             "2021-00-10T10:03:19Z",
             "2021-01-00T10:03:19Z",
             "2021-01-01T24:00:00Z",
             "2021-01-01T10:60:00Z",
             "2021-01-01T10:00:60Z",
             "0000-01-01T00:00:00Z",
             "0001-01-01T00:00:00+00:01",
             "9999-12-31T23:59:59-00:01",
             "+020-11-22T10:03:19Z",
             "20201122T100319Z",
         }) {
        EXPECT_EQ(reprint_time(text), "nothing") << text;
    }
}

TEST(ParseDuration, ReadsEveryUnit) {
    EXPECT_EQ(parse_duration("0"), 0s);
    EXPECT_EQ(parse_duration("250ms"), 250ms);
    EXPECT_EQ(parse_duration("30s"), 30s);
    EXPECT_EQ(parse_duration("5m"), 5min);
    EXPECT_EQ(parse_duration("12h"), 12h);
    EXPECT_EQ(parse_duration("3d"), 72h);
}

TEST(ParseDuration, RefusesOtherFormsAndOverflow) {
    for (const std::string_view text :
         {"",
          "5",
          "s",
          "-5s",
          "1.5h",
          "5 s",
          "5S",
          "1h30m",
          "999999999999999999d",
          "99999999999999999999s"}) {
        EXPECT_FALSE(parse_duration(text)) << text;
    }
}

TEST(Timestamp, IsAnInstantWhenTheVendorSaysWhich) {
    const auto instant = [](std::string_view text) {
        const auto time = Timestamp::from_text(text);
        return time && time->instant() ? to_text(*time->instant()) : "nothing";
    };
    EXPECT_EQ(instant("1622589211"), "2021-06-01T23:13:31Z");
    EXPECT_EQ(instant("-1"), "1969-12-31T23:59:59Z");
    EXPECT_EQ(instant("4098185509"), "2099-11-12T16:51:49Z");
    EXPECT_EQ(instant("1595918226381"), "2020-07-28T06:37:06.381000Z");
    EXPECT_EQ(instant("2018-06-03T14:23:32+02:00"), "2018-06-03T12:23:32Z");
    EXPECT_EQ(instant("Sun Jun 26 2022 12:21:48 GMT+0300"), "2022-06-26T09:21:48Z");
    EXPECT_EQ(instant("Sat Dec 31 2022 23:00:00 GMT-0200 (Some Zone)"), "2023-01-01T01:00:00Z");
}

TEST(Timestamp, KeepsATextWithoutZone) {
    for (const std::string_view text :
         {"2021-06-15",
          "2021-06-15 00:00:00",
          "2021-06-15T23:59:59",
          "2021-06-15 01:02:03.000001"}) {
        const auto time = Timestamp::from_text(text);
        ASSERT_TRUE(time) << text;
        EXPECT_FALSE(time->instant()) << text;
        EXPECT_EQ(time->to_text(), text);
        EXPECT_EQ(time->date(), std::chrono::year{2021} / 6 / 15);
    }
    EXPECT_NE(Timestamp::from_text("2021-06-15"), Timestamp::from_text("2021-06-15 00:00:00"));
}

TEST(Timestamp, RefusesWhatIsNoTime) {
    for (const std::string_view text :
         {"",
          "-",
          "yesterday",
          "2021-6-15",
          "2021-02-30",
          "2021-06-15 ",
          "2021-06-15 25:00:00",
          "253402300800",
          "99999999999999",
          "1.5",
          "Sun Jux 26 2022 12:21:48 GMT+0300",
          "Sun Jun 26 2022 12:21:48",
          "Sun Jun 31 2022 12:21:48 GMT+0300"}) {
        EXPECT_FALSE(Timestamp::from_text(text)) << text;
    }
    EXPECT_FALSE(Timestamp::from_unix(253'402'300'800));
    EXPECT_FALSE(Timestamp::from_unix(INT64_MIN));
    EXPECT_TRUE(Timestamp::from_unix(253'402'300'799));
}

TEST(Timestamp, ReadsItsOwnText) {
    for (const std::string_view text : {"1622589211", "2021-06-15", "2017-08-17T11:25:33.606Z"}) {
        const auto time = Timestamp::from_text(text);
        ASSERT_TRUE(time);
        EXPECT_EQ(Timestamp::from_text(time->to_text()), time);
    }
}

} // namespace
} // namespace orderhook
