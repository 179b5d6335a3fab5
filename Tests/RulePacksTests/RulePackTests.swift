import JSONTree
import Primitives
import Testing

@testable import RulePacks

@Suite struct RulePackTests {
    @Test func `a pack is read with comments, unquoted names, single quotes and trailing commas`() throws {
        let pack = try RulePack<FineVersion>()
        #expect(
            pack.versions == [
                FineVersion(
                    version: "fines-1", effectiveFrom: day("2020-01-01"), fine: 5_00,
                    reminder: .init(days: [7, 1], isPolite: true), zones: ["north side": 1, "south_2": 2])
            ])
        #expect(pack.shown[0]["zones"] == ["north side": 1, "south_2": 2])
    }

    @Test func `the version in force on a day is the last one that began; before the first one, the first`() throws {
        let text = FineVersion.pack(["2020-01-01": "2021-01-01", "fines-1": "fines-2"], [:])
        let pack = try RulePack<FineVersion>(json5: text)
        #expect(pack.versions.map(\.version) == ["fines-1", "fines-2"])
        let days = ["2019-12-31", "2020-01-01", "2020-12-31", "2021-01-01", "2030-01-01"]
        #expect(
            days.map { pack.policy(on: day($0)).version } == ["fines-1", "fines-1", "fines-1", "fines-2", "fines-2"])
        for text in days {
            #expect(pack.document(on: day(text))["version"]?.string == pack.policy(on: day(text)).version)
        }
        #expect(pack.document(on: day("2020-06-01"))["versions"] == .array(pack.shown))
    }

    @Test(arguments: [
        ("", "line 1: the text ends before a value"),
        ("[", "line 1: the text ends"),
        ("[]", "must have at least one version"),
        ("{}", "the text must be a list"),
        ("[5]", "[0] must be an object"),
        ("[{}]", "[0].version is missing"),
        (FineVersion.pack(["fine: 500, ": ""]), "[0].fine is missing"),
        (FineVersion.pack(["isPolite: true": ""]), "[0].reminder.isPolite is missing"),
        (FineVersion.pack(["fine: 500": "fine: \"much\""]), "[0].fine must be a whole number"),
        (FineVersion.pack(["fine: 500": "fine: null"]), "[0].fine must be a whole number"),
        (FineVersion.pack(["isPolite: true": "isPolite: 1"]), "[0].reminder.isPolite must be true or false"),
        (FineVersion.pack(["south_2: 2": "south_2: []"]), "[0].zones.south_2 must be a whole number"),
        (FineVersion.pack(["[7, 1,]": "7"]), "[0].reminder.days must be a list"),
        (FineVersion.pack(["[7, 1,]": "[7, true]"]), "[0].reminder.days[1] must be a whole number"),
        (FineVersion.pack(["2020-01-01": "2020-13-01"]), "[0].effectiveFrom is not valid: not a date: 2020-13-01"),
        (FineVersion.pack(["fine: 500": "fine: 500, fines: 1"]), "[0].fines is unknown"),
        (FineVersion.pack(["isPolite: true": "isPolite: true, polite: 1"]), "[0].reminder.polite is unknown"),
        (FineVersion.pack(["fine: 500": "fine: -1"]), "[0].fine must not be negative"),
        (FineVersion.pack(["[7, 1,]": "[31]"]), "[0].reminder.days must be 1 to 30, not 31"),
        (FineVersion.pack(["{ \"north side\": 1, south_2: 2 }": "{}"]), "[0].zones must not be empty"),
        (FineVersion.pack(["fines-1": ""]), "[0].version must not be empty"),
        (FineVersion.pack([:], ["fines-1": "fines-2"]), "[1].effectiveFrom is another version's day too"),
        (FineVersion.pack([:], ["2020-01-01": "2021-01-01"]), "[1].version names another version too: fines-1"),
        (FineVersion.pack([:], ["2020-01-01": "2021-01-01", "fine: 500, ": ""]), "[1].fine is missing"),
    ])
    func `a pack that cannot be used is refused with its field`(text: String, words: String) {
        let fault = #expect(throws: RulePackFault.self) { try RulePack<FineVersion>(json5: text) }
        #expect(fault?.description.hasPrefix(words) == true, "\(fault?.description ?? "")")
    }
}
