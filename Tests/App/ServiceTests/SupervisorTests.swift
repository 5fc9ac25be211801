import Testing

@testable import Service

struct SupervisorTests {
    @Test func `without a socket nothing is sent`() {
        #expect(!Supervisor(environment: [:]).tell(.ready))
    }

    @Test(arguments: [
        (["WATCHDOG_USEC": "30000000"], Duration.seconds(15)),
        (["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "7"], .seconds(15)),
    ])
    func `the watchdog is told twice in its interval`(
        environment: [String: String],
        interval: Duration
    ) {
        #expect(Supervisor(environment: environment, processID: 7).watchdogInterval == interval)
    }

    @Test(arguments: [
        [:], ["WATCHDOG_USEC": "x"], ["WATCHDOG_USEC": "0"],
        ["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "8"],
    ])
    func `no watchdog for us means none`(environment: [String: String]) {
        #expect(Supervisor(environment: environment, processID: 7).watchdogInterval == nil)
    }

    @Test func `messages are what sd_notify says`() {
        #expect(Supervisor.Message.ready.text == "READY=1")
        #expect(
            Supervisor.Message.reloading(uptime: .milliseconds(1500)).text
                == "RELOADING=1\nMONOTONIC_USEC=1500000"
        )
        #expect(Supervisor.Message.status("a\nSTOPPING=1").text == "STATUS=a STOPPING=1")
    }
}
