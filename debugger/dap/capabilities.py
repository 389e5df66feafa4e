"""What the adapter can do. Only what is served is declared."""

from __future__ import annotations

from typing import Any

CAPABILITIES: dict[str, Any] = {
    "supportsConfigurationDoneRequest": True,
    "supportsFunctionBreakpoints": True,
    "supportsConditionalBreakpoints": True,
    "supportsHitConditionalBreakpoints": True,
    "supportsLogPoints": True,
    "supportsEvaluateForHovers": True,
    "supportsStepBack": True,
    "supportsRestartFrame": True,
    "supportsRestartRequest": True,
    "supportsCompletionsRequest": True,
    "completionTriggerCharacters": ["."],
    "supportsExceptionFilterOptions": True,
    "supportsExceptionInfoRequest": True,
    "supportsTerminateRequest": True,
    "supportsDelayedStackTraceLoading": True,
    "supportsLoadedSourcesRequest": True,
    "supportsBreakpointLocationsRequest": True,
    "supportsSteppingGranularity": True,
    "supportsStepInTargetsRequest": True,
    "supportsGotoTargetsRequest": True,
    "supportsModulesRequest": True,
    "supportsCancelRequest": True,
    "supportsDataBreakpoints": True,
    "supportsDisassembleRequest": True,
    "supportsInstructionBreakpoints": True,
    "supportsExceptionOptions": True,
    "supportsValueFormattingOptions": True,
    "supportsClipboardContext": True,
    "supportsSetVariable": True,
    "supportsSetExpression": True,
    "exceptionBreakpointFilters": [
        {
            "filter": "uncaught",
            "label": "Uncaught errors",
            "description": "Stop at errors that nothing catches",
            "default": True,
            "supportsCondition": True,
            "conditionDescription": "kinds of errors, such as: throw assertion missing-attribute",
        },
        {
            "filter": "caught",
            "label": "Caught errors",
            "description": "Stop at errors that builtins.tryEval will catch, too",
            "default": False,
            "supportsCondition": True,
            "conditionDescription": "kinds of errors, such as: throw assertion missing-attribute",
        },
    ],
}
