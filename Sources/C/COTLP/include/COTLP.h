#pragma once
#include "../Generated/replies.pb-c.h"
#include "../Generated/telemetry.pb-c.h"
