package import ConvNet

extension CommandCatalog {
  /// Every command and every observer. To add one, add its file and a line here.
  package static var complete: CommandCatalog {
    CommandCatalog(
      commands: CommandTable(
        all: [
          LoadCommand.self, FetchCommand.self, DataCommand.self, ImageCommand.self,
          DrawCommand.self, ShiftCommand.self,
          NetCommand.self, InitCommand.self, SetCommand.self, OpenCommand.self, SaveCommand.self,
          ReadCommand.self, WriteCommand.self, ExportCommand.self,
          StepCommand.self, FinishCommand.self, PlayCommand.self, BackCommand.self,
          WhereCommand.self,
          ForwardCommand.self, BackwardCommand.self, UpdateCommand.self, SGDCommand.self,
          TrainCommand.self, TestCommand.self, UntilCommand.self, GotoCommand.self,
          KeepCommand.self, BranchesCommand.self,
          DiffCommand.self, DiagnoseCommand.self,
          ViewCommand.self, MapsCommand.self, FiltersCommand.self, ProbsCommand.self,
          PrintCommand.self, RouteCommand.self, CurveCommand.self, ConfusionCommand.self,
          WrongCommand.self, NormsCommand.self, FieldCommand.self, CompareCommand.self,
          PictureCommand.self, DisplayCommand.self, UndisplayCommand.self,
          WhyCommand.self, TraceCommand.self, InvarianceCommand.self, GradcheckCommand.self,
          WhatIfCommand.self, PredictCommand.self, BugCommand.self, DetectCommand.self,
          HelpCommand.self, HistoryCommand.self, AliasCommand.self, SourceCommand.self,
          RepeatCommand.self, TimeCommand.self, EchoCommand.self, EditCommand.self,
          LogCommand.self, RecordCommand.self, StyleCommand.self, QuitCommand.self,
          LessonCommand.self, HintCommand.self, AnswerCommand.self, SkipCommand.self,
          PracticeCommand.self, ExerciseCommand.self, JudgeCommand.self, WorksheetCommand.self,
          ReportCommand.self, NoteCommand.self, HandInCommand.self,
          VoteCommand.self, ScriptCommand.self,
        ], picture: PictureCommand.self, assignment: SetCommand.self,
        help: HelpCommand.self, files: OrdinaryFiles()),
      // After a command or a line has been run, the last observer is called first.
      observers: [
        // The journal keeps what a lesson says of a line, as transcripts record the line.
        JournalKeeper(),
        // The log records everything that the others print.
        TranscriptKeeper { $0.prompt },
        // A lesson judges the session after the observers of commands are done.
        LessonGuide(),
        // Only a lesson or a practice is in progress, so the order of these does not matter.
        PracticeGuide(),
        AssignmentGuide(),
        // What the user wants to keep in view comes last on the screen, and is not in a report.
        DisplayKeeper(),
        // A report includes what those below say about a command.
        NotebookKeeper(),
        // First the new branches, then how predictions turned out, then what is wrong with the
        // training.
        Diagnostician(), PredictionScorer(), BranchReporter(),
      ])
  }
}

extension Session {
  /// A session on digits: MNIST from the user's data folder or the bundled sample, with the preset
  /// for it and weights drawn from the seed.
  package static func digits(
    seed: UInt64, folders: DataFolders, limits: TimelineLimits = TimelineLimits()
  ) throws(CommandError) -> Session {
    Session(try .digits(seed: seed, folders: folders, limits: limits), catalog: .complete)
  }
}
