"""Among many files that differ in one place, nearly every part comes again: what was found out about it is kept."""

MOST = 20_000


class Memory:
    """Answers to questions, at most 20,000; it starts anew when it is full."""

    def __init__(self):
        self.answers = {}

    def recall(self, question, answer):
        if question not in self.answers:
            if len(self.answers) >= MOST:
                self.answers.clear()
            self.answers[question] = answer()
        return self.answers[question]
